// The parameters of a subscription schedule, and the phases that they mean.
import type { Context } from "../conventions/context.ts";
import { fetchNamed } from "../conventions/endpoint.ts";
import { invalid } from "../conventions/errors.ts";
import { changeMetadata, metadata } from "../conventions/metadata.ts";
import {
  array,
  clearable,
  either,
  integer,
  object,
  oneOf,
  required,
  string,
  timestamp,
  type Param,
} from "../conventions/params.ts";
import { checkCurrency } from "../billing/customers/currency.ts";
import { currencyOf } from "../billing/subscriptions/currency.ts";
import { boundary, intervalOf, periodEndFrom } from "../billing/subscriptions/periods.ts";
import { phaseObject, type Phase } from "../billing/subscriptions/schedule-object.ts";
import type { Customer } from "../store/objects.ts";
import { recurringPrice } from "./recurring-price.ts";
import { ownMethod, prorationBehavior } from "./subscription-params.ts";

const instant: Param<number | "now"> = either(oneOf("now"), timestamp());
const anchor = oneOf("automatic", "phase_start");
const collection = oneOf("charge_automatically");

export const endBehavior = oneOf("cancel", "release");
export const phases = array(
  object({
    billing_cycle_anchor: anchor,
    collection_method: collection,
    currency: string({ max: 3 }),
    default_payment_method: string(),
    description: clearable(string({ max: 500 })),
    discounts: clearable(array(object({ coupon: string(), discount: string() }), { max: 20 })),
    duration: object({
      interval: required(oneOf("day", "month", "week", "year")),
      interval_count: integer({ min: 1 }),
    }),
    end_date: instant,
    items: required(
      array(object({ price: required(string()), quantity: integer({ min: 0 }), metadata: metadata() }), { max: 20 }),
    ),
    metadata: metadata(),
    proration_behavior: prorationBehavior,
    start_date: instant,
    trial_end: timestamp(),
  }),
);
type Given = ReturnType<typeof phases.parse>;

/** Each phase begins where the one before it ends. The last one may leave its end open: one period of its price. */
export function phasesFrom(ctx: Context, given: Given, customer: Customer, start: number, now: number): Phase[] {
  const made: Phase[] = [];
  let from = start;
  for (const [index, phase] of given.entries()) {
    const param = `phases[${index}]`;
    if (index > 0 && phase.start_date !== undefined && phase.start_date !== from)
      throw invalid(
        "The `start_date` of a phase must be the `end_date` of the phase before it.",
        `${param}[start_date]`,
      );
    const next = phaseFrom(ctx, phase, customer, from, now, param, index === given.length - 1);
    made.push(next);
    from = next.end_date;
  }
  return made;
}

function phaseFrom(
  ctx: Context,
  phase: Given[number],
  customer: Customer,
  start: number,
  now: number,
  param: string,
  last: boolean,
): Phase {
  if (phase.end_date !== undefined && phase.duration !== undefined)
    throw invalid("You may only specify one of these parameters: end_date, duration.", `${param}[end_date]`);
  if (phase.items.length === 0) throw invalid("A phase must have at least one item.", `${param}[items]`);
  const wanted = phase.items.map((item, index) => ({
    price: recurringPrice(ctx, item.price, `${param}[items][${index}][price]`),
    quantity: item.quantity ?? 1,
    metadata: changeMetadata({}, item.metadata),
  }));
  const currency = currencyOf(ctx, wanted, phase.currency?.toLowerCase());
  checkCurrency(ctx, customer.id, currency);
  const own = wanted[0]?.price.recurring ?? null;
  const end =
    phase.end_date === "now"
      ? now
      : (phase.end_date ??
        (phase.duration
          ? boundary(start, { interval_count: 1, ...phase.duration }, 1)
          : last
            ? periodEndFrom(start, intervalOf(own), start)
            : undefined));
  if (end === undefined)
    throw invalid(`Missing required param: ${param}[end_date].`, `${param}[end_date]`, "parameter_missing");
  if (end <= start) throw invalid("The `end_date` of a phase must be after its `start_date`.", `${param}[end_date]`);
  const discounts = (phase.discounts ?? []).map(({ coupon = null, discount = null }, index) => {
    if (coupon !== null) fetchNamed(ctx, "coupon", coupon, `${param}[discounts][${index}][coupon]`);
    if (discount !== null) fetchNamed(ctx, "discount", discount, `${param}[discounts][${index}][discount]`);
    return { coupon, discount, promotion_code: null };
  });
  const items = wanted.map((item) => ({ ...item, price: item.price.id }));
  return phaseObject({ currency, discounts: [] }, start, end, items, {
    billing_cycle_anchor: phase.billing_cycle_anchor ?? null,
    collection_method: phase.collection_method ?? null,
    default_payment_method:
      phase.default_payment_method === undefined ? null : ownMethod(ctx, customer.id, phase.default_payment_method),
    description: phase.description ?? null,
    discounts,
    metadata: changeMetadata({}, phase.metadata),
    proration_behavior: phase.proration_behavior ?? "create_prorations",
    trial_end: phase.trial_end ?? null,
  });
}
