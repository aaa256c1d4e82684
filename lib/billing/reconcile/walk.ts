import { inSeconds } from "@/lib/clock";
import { examineUnnamed, within } from "./gone";
import { readList, readTied, type Listed, type Place } from "./lists";
import { repairPage } from "./repair";
import type { Walk } from "./run";

/**
 * Walks one list of Stripe's, page by page from the newest to the oldest; the next page is on its way while this one is
 * written. Every row here whose `created` lies in what was walked is either named by the list or asked for by itself.
 * @returns false when the time was up before the end
 */
export async function walkList(walk: Walk, kind: Listed, start: Place | null): Promise<boolean> {
  let place = start;
  // Named by earlier pages, and of the very second at which they ended.
  let tied = start ? await readTied(kind, start) : [];
  let next = readList(kind, place);
  for (;;) {
    const page = await next;
    const last = page.data.at(-1);
    const reached = last ? { cursor: last.record.row.id, border: new Date(last.created * 1000) } : place;
    if (page.more) {
      next = readList(kind, reached);
      next.catch(() => undefined); // is looked at when its turn comes
    }
    await repairPage(walk, kind, page);

    const named = page.data.map(({ record }) => record.row.id);
    // What was made in the second in which Stripe looked may not have been in the list.
    const upTo = place?.border ?? inSeconds(page.said.since, -1);
    const after = page.more && reached ? reached.border : null;
    const whole = await examineUnnamed(walk, kind, { upTo, after, named: [...named, ...tied] }, async (border) => {
      if (!walk.isTimeUp() || border >= upTo) return false; // a second is looked at as a whole
      await walk.save(kind, within(place, border));
      return true;
    });
    if (!whole) return false;
    if (!page.more) return true;

    tied = [
      ...(reached?.border.getTime() === place?.border.getTime() ? tied : []),
      ...page.data.filter(({ created }) => created * 1000 === reached?.border.getTime()).map(({ record }) => record.row.id),
    ];
    place = reached;
    await walk.save(kind, place);
    if (walk.isTimeUp()) return false;
  }
}
