// An endpoint's events are written in the endpoint's API version, as far as subscribers of ours need it: basil's
// discounts, and of before 2025-03-31.basil the billing period, which was on the subscription and not on its items.
import { isBasil } from "../conventions/version.ts";
import type { List, StripeEvent, Subscription, SubscriptionItem } from "../store/objects.ts";
import type { Store } from "../store/store.ts";
import { asBasil } from "./basil.ts";

const PERIODS_ON_ITEMS = "2025-03-31";

interface Period {
  current_period_start: number | undefined;
  current_period_end: number | undefined;
}

export function renderForVersion(store: Store, event: StripeEvent, version: string | null): StripeEvent {
  if (!version) return event;
  if (isBasil(version))
    return { ...event, api_version: version, data: asBasil(store, event.data, true) as StripeEvent["data"] };
  const rendered: StripeEvent = { ...event, api_version: version };
  const object = event.data.object as Subscription;
  if (version.slice(0, 10) >= PERIODS_ON_ITEMS || object.object !== "subscription") return rendered;
  const previous = event.data.previous_attributes;
  const now = periodOf(object.items);
  const data: StripeEvent["data"] = { object: { ...object, ...now, items: withoutPeriods(object.items) } };
  if (previous) data.previous_attributes = oldPrevious(previous, now);
  return { ...rendered, data };
}

/** A changed period is reported on the subscription, too. */
function oldPrevious(previous: Record<string, unknown>, now: Period): Record<string, unknown> {
  const items = previous.items as List<SubscriptionItem> | undefined;
  if (!items?.data) return previous;
  const { current_period_start: start, current_period_end: end } = periodOf(items);
  return {
    ...previous,
    items: withoutPeriods(items),
    ...(start === undefined || start === now.current_period_start ? {} : { current_period_start: start }),
    ...(end === undefined || end === now.current_period_end ? {} : { current_period_end: end }),
  };
}

function periodOf({ data: [first] }: List<SubscriptionItem>): Period {
  return { current_period_start: first?.current_period_start, current_period_end: first?.current_period_end };
}

function withoutPeriods(items: List<SubscriptionItem>) {
  return {
    ...items,
    data: items.data.map(({ current_period_start: _start, current_period_end: _end, ...item }) => item),
  };
}
