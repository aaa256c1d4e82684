// What the checkout page knows of its session, read in one transaction.
import { lineAmount } from "../../billing/invoices/amounts.ts";
import { formatMoney } from "../../conventions/currencies.ts";
import { asOfNow } from "../../billing/checkout/complete-checkout.ts";
import { DAY } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession, Price } from "../../store/objects.ts";
import { appliedDiscount, type AppliedDiscount } from "./promotion.tsx";
import { day, perInterval, priceTerms, productName } from "../wording.ts";

export interface CheckoutView {
  session: CheckoutSession;
  lines: { name: string; description: string | null; quantity: number; terms: string; amount: string }[];
  /** What is charged again and again: "$10.00 per month". */
  renewal: string;
  trial: { days: number; ends: string } | undefined;
  /** The date of the first whole payment, and whether the time until then is free. */
  anchor: { on: string; free: boolean } | undefined;
  dueToday: string | undefined;
  discount: AppliedDiscount | undefined;
  needsCard: boolean;
  /** What it may be paid with: `card`, `sepa_debit`. */
  methods: string[];
  /** The address that is known already and can't be changed here. */
  email: string | null;
}

export function checkoutView(ctx: Context, stored: CheckoutSession): CheckoutView {
  const session = asOfNow(ctx, stored);
  const detail = ctx.store.detail("checkout.session", session.id);
  const now = nowFor(ctx, session.customer);
  const items = (detail?.line_items ?? []).flatMap(({ price: id, quantity }) => {
    const price = ctx.store.get("price", id);
    return price ? [{ price, quantity }] : [];
  });
  const { trial_end = null, trial_period_days = null, anchor = null } = detail?.subscription_data ?? {};
  const trialEnd = trial_end ?? (trial_period_days === null ? null : now + trial_period_days * DAY);
  const customer = session.customer === null ? undefined : ctx.store.get("customer", session.customer);
  return {
    session,
    lines: items.map(({ price, quantity }) => ({
      name: productName(ctx, price),
      description: ctx.store.get("product", price.product)?.description ?? null,
      quantity,
      terms: priceTerms(ctx, price, quantity),
      amount: formatMoney(lineAmount(ctx, price, quantity), price.currency),
    })),
    renewal: renewal(ctx, items),
    trial:
      trialEnd === null ? undefined : { days: trial_period_days ?? wholeDays(trialEnd - now), ends: day(trialEnd) },
    anchor: anchor && anchor.at > now ? { on: day(anchor.at), free: anchor.proration_behavior === "none" } : undefined,
    dueToday: session.amount_total === null ? undefined : formatMoney(session.amount_total, session.currency ?? "usd"),
    discount: appliedDiscount(ctx, session),
    needsCard: session.payment_method_collection !== "if_required" || session.amount_total !== 0,
    methods: session.payment_method_types,
    email: customer?.email ?? session.customer_email,
  };
}

/** Days that are sure to be whole. Part of the first one has passed when the page is read. */
function wholeDays(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / DAY) - 1);
}

/** One sum for each interval. */
function renewal(ctx: Context, items: { price: Price; quantity: number }[]): string {
  const sums = new Map<string, { amount: number; currency: string }>();
  for (const { price, quantity } of items) {
    const every = perInterval(price.recurring);
    const before = sums.get(every)?.amount ?? 0;
    sums.set(every, { amount: before + lineAmount(ctx, price, quantity), currency: price.currency });
  }
  return [...sums].map(([every, { amount, currency }]) => `${formatMoney(amount, currency)} ${every}`).join(" and ");
}
