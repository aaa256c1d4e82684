// When the periods of a new subscription begin: `billing_cycle_anchor`, `billing_cycle_anchor_config`, `backdate_start_date`.
import { checkAnchor, type Anchor } from "../../billing/subscriptions/anchor.ts";
import type { Backdate } from "../../billing/subscriptions/backdate.ts";
import { intervalOf, nextBoundary } from "../../billing/subscriptions/periods.ts";
import { invalid } from "../../conventions/errors.ts";
import { integer, object, required, timestamp, type Parsed } from "../../conventions/params.ts";
import type { Price, Subscription } from "../../store/objects.ts";

const config = object({
  day_of_month: required(integer({ min: 1, max: 31 })),
  hour: integer({ min: 0, max: 23 }),
  minute: integer({ min: 0, max: 59 }),
  month: integer({ min: 1, max: 12 }),
  second: integer({ min: 0, max: 59 }),
});
export const anchorFields = {
  backdate_start_date: timestamp(),
  billing_cycle_anchor: timestamp(),
  billing_cycle_anchor_config: config,
};
type AnchorParams = Parsed<typeof anchorFields> & { proration_behavior?: string };

export interface Begins {
  anchor: Anchor | null;
  anchor_config: Subscription["billing_cycle_anchor_config"];
  backdate: Backdate | undefined;
}

export function beginsOf(
  params: AnchorParams,
  prices: Price[],
  now: number,
  trialEnd: number | null,
  within = (name: string) => name,
): Begins {
  const { backdate_start_date: start, billing_cycle_anchor: given, billing_cycle_anchor_config: wanted } = params;
  if (given !== undefined && wanted)
    throw invalid(
      "You may only specify one of these parameters: billing_cycle_anchor, billing_cycle_anchor_config.",
      within("billing_cycle_anchor_config"),
    );
  if (start !== undefined && start >= now)
    throw invalid("Invalid timestamp: `backdate_start_date` must be in the past.", "backdate_start_date");
  const free = params.proration_behavior === "none";
  const backdate = start === undefined ? undefined : { start, billed: !free };
  // Periods are counted from the end of the trial
  const from = trialEnd ?? now;
  const param = within(given === undefined ? "billing_cycle_anchor_config" : "billing_cycle_anchor");
  const at = given ?? (wanted && nextOccurrence(wanted, prices, from, param));
  if (at === undefined) return { anchor: null, anchor_config: null, backdate };
  if (trialEnd !== null && free)
    throw invalid("`proration_behavior=none` can't be used here with an anchor after a trial.", "proration_behavior");
  checkAnchor(at, prices, from, param);
  return {
    anchor: { at, proration_behavior: free ? "none" : "create_prorations" },
    anchor_config: wanted ? { hour: null, minute: null, month: null, second: null, ...wanted } : null,
    backdate,
  };
}

/** The first boundary after an instant of those that the day of the month, and the month, are on. */
function nextOccurrence(wanted: ReturnType<typeof config.parse>, prices: Price[], from: number, param: string): number {
  const intervals = prices.map(({ recurring }) => intervalOf(recurring));
  if (intervals.some(({ interval }) => interval === "day" || interval === "week"))
    throw invalid("`billing_cycle_anchor_config` can only be used with monthly and yearly prices.", param);
  const at = nextDay(wanted, from);
  const natural = Math.min(...intervals.map((interval) => nextBoundary(from, interval, from)));
  const shortest = intervals.find((interval) => nextBoundary(from, interval, from) === natural);
  // A month that is further away than a period says which months, not the first one
  return shortest && at > natural ? nextBoundary(at, shortest, from) : at;
}

function nextDay(wanted: ReturnType<typeof config.parse>, from: number): number {
  const start = new Date(from * 1000);
  for (let months = 0; ; months += 1) {
    const month = start.getUTCMonth() + months;
    const last = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0));
    if (wanted.month !== undefined && last.getUTCMonth() !== wanted.month - 1) continue;
    const at =
      Date.UTC(
        start.getUTCFullYear(),
        month,
        Math.min(wanted.day_of_month, last.getUTCDate()),
        wanted.hour ?? start.getUTCHours(),
        wanted.minute ?? start.getUTCMinutes(),
        wanted.second ?? start.getUTCSeconds(),
      ) / 1000;
    if (at > from) return at;
  }
}
