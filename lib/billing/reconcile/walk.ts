import { inSeconds } from "@/lib/clock";
import { examineUnnamed, findUnnamed, within } from "./gone";
import { fetchList, fetchTied, type Listed, type Place } from "./lists";
import { endOf, fetchAhead } from "./fetch-ahead";
import { repairPage } from "./repair";
import type { Walk } from "./run";

/**
 * Walks one list of Stripe's from the newest to the oldest. Every row here whose `created` lies in what was walked is
 * either named by the list or fetched alone.
 * @returns false when the time was up before the end
 */
export async function walkList(walk: Walk, kind: Listed, start: Place | null): Promise<boolean> {
  let place = start;
  // Named by earlier pages, and of the very second at which they ended.
  let tied = start ? await fetchTied(kind, start) : [];
  for await (const page of fetchAhead((after) => fetchList(kind, after), start)) {
    const reached = endOf(page) ?? place;
    // What was made in the second in which Stripe looked may not have been in the list.
    const upTo = place?.border ?? inSeconds(page.said.since, -1);
    const after = page.more && reached ? reached.border : null;
    const stretch = { upTo, after, named: [...page.data.map(({ record }) => record.row.id), ...tied] };
    const [unnamed] = await Promise.all([findUnnamed(kind, stretch), repairPage(walk, kind, page)]);
    const whole = await examineUnnamed(walk, kind, stretch, unnamed, async (border) => {
      if (!walk.isTimeUp() || border >= upTo) return false; // a second is looked at as a whole
      await walk.save(kind, within(place, border));
      return true;
    });
    if (!whole) return false;
    if (!page.more) return true;

    tied = [
      ...(reached?.border.getTime() === place?.border.getTime() ? tied : []),
      ...page.data
        .filter(({ created }) => created * 1000 === reached?.border.getTime())
        .map(({ record }) => record.row.id),
    ];
    place = reached;
    await walk.save(kind, place);
    if (walk.isTimeUp()) return false;
  }
  return true;
}
