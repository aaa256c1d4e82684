// Billing periods, as pure functions of an anchor. The n-th boundary is always counted from the anchor itself,
// so that a subscription of 31 January is due on 28 February and then on 31 March, not on 28 March.

export interface Interval {
  interval: "day" | "week" | "month" | "year";
  interval_count: number;
}
export interface Period {
  start: number;
  end: number;
}

const DAY = 86_400;

/** The n-th boundary after (or before) the anchor. */
export function boundary(anchor: number, { interval, interval_count }: Interval, n: number): number {
  const count = interval_count * n;
  if (interval === "day") return anchor + count * DAY;
  if (interval === "week") return anchor + count * 7 * DAY;
  return addMonths(anchor, interval === "year" ? count * 12 : count);
}

/** The first boundary after an instant. */
export function nextBoundary(anchor: number, interval: Interval, after: number): number {
  let n = Math.floor((after - anchor) / longest(interval)) - 1;
  while (boundary(anchor, interval, n) <= after) n += 1;
  return boundary(anchor, interval, n);
}

/** The natural period that an instant is in: from one boundary of the anchor to the next. */
export function naturalPeriod(anchor: number, interval: Interval, instant: number): Period {
  let n = Math.floor((instant - anchor) / longest(interval)) - 1;
  while (boundary(anchor, interval, n) <= instant) n += 1;
  return { start: boundary(anchor, interval, n - 1), end: boundary(anchor, interval, n) };
}

/** The end of the period that begins at `start`, keeping the anchor's day of the month where `start` is on it. */
export function periodEndFrom(anchor: number, interval: Interval, start: number): number {
  if (interval.interval === "day" || interval.interval === "week") return boundary(start, interval, 1);
  const months = interval.interval === "year" ? interval.interval_count * 12 : interval.interval_count;
  const passed = monthOf(start) - monthOf(anchor);
  return addMonths(anchor, passed) === start ? addMonths(anchor, passed + months) : addMonths(start, months);
}

/** The period of an interval that began at `start` or a whole number of intervals later, and that an instant is in. */
export function periodAround(anchor: number, interval: Interval, start: number, instant: number): Period {
  const period = { start, end: periodEndFrom(anchor, interval, start) };
  while (period.end <= instant) {
    period.start = period.end;
    period.end = periodEndFrom(anchor, interval, period.start);
  }
  return period;
}

function monthOf(instant: number): number {
  const date = new Date(instant * 1000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function longest({ interval, interval_count }: Interval): number {
  return { day: 1, week: 7, month: 31, year: 366 }[interval] * interval_count * DAY;
}

function addMonths(instant: number, months: number): number {
  const date = new Date(instant * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime() / 1000;
}

/** Stripe's enums are open; a price here was checked when it was made. */
export function intervalOf(recurring: { interval: string; interval_count: number } | null): Interval {
  const interval = recurring?.interval;
  if (interval !== "day" && interval !== "week" && interval !== "month" && interval !== "year") {
    throw new Error(`A subscription item needs a recurring price, not one with the interval ${interval}`);
  }
  return { interval, interval_count: recurring?.interval_count ?? 1 };
}
