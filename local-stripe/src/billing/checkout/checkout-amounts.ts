// What a checkout session costs today, with its discounts. Worked out again whenever one of them changes.
import { invalid } from "../../conventions/errors.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession, Price } from "../../store/objects.ts";
import type { SessionItem } from "../../store/details.ts";
import { formatMoney } from "../../conventions/currencies.ts";
import { smallestCharge } from "../payments/limits.ts";
import { lineAmount, partsOf } from "../invoices/amounts.ts";
import { beginsFree, beginsInPart, partAmounts } from "../subscriptions/anchor.ts";
import { termsOf } from "../discounts/coupon-terms.ts";
import { shareDiscounts } from "../discounts/discounts.ts";
import { sumOf, taxesOf, totalTaxes, type LineTax } from "../tax/tax-lines.ts";
import { isMetered } from "../usage/usage.ts";
import { checkoutBasis, sessionTax } from "./checkout-tax-basis.ts";
import { redeemable, redeemableByCode, type Purchase, type Redeemable } from "../discounts/redemption.ts";

export interface SessionLine {
  id: string;
  item: SessionItem;
  price: Price;
  quantity: number;
  amount_subtotal: number;
  amount_discount: number;
  amount_tax: number;
  amount_total: number;
  taxes: LineTax[];
}

/**
 * The lines of a session, at whole prices or at what is due today. In a trial only what is bought once is due today.
 */
export function sessionLines(
  ctx: Context,
  session: CheckoutSession,
  { dueToday = false, inTrial = false } = {},
): SessionLine[] {
  const detail = ctx.store.detail("checkout.session", session.id);
  const anchor = dueToday ? detail?.subscription_data.anchor : null;
  const now = nowFor(ctx, session.customer);
  const currency = session.currency ?? undefined;
  const amountsOf = (price: Price, quantity: number): number[] => {
    // It is not bought then, whatever its first tier costs
    if (quantity === 0) return [0];
    // What is bought once is charged at once
    if (price.type === "one_time") return [lineAmount(ctx, price, quantity, currency)];
    if (inTrial || beginsFree(anchor, now) || isMetered(price)) return [0];
    return anchor && beginsInPart(anchor, now)
      ? partAmounts(ctx, price, quantity, { start: now, end: anchor.at }, currency)
      : partsOf(ctx, price, quantity, currency ?? price.currency).map(({ amount }) => amount);
  };
  const lines = (detail?.line_items ?? []).flatMap((item) => {
    const { id, price: priceId, quantity } = item;
    const price = ctx.store.get("price", priceId);
    return price ? [{ id, item, price, quantity }] : [];
  });
  // The invoice will have a line for each tier, with its own discounts and taxes
  const parts = lines.flatMap((line) => amountsOf(line.price, line.quantity).map((amount) => ({ line, amount })));
  const basis = checkoutBasis(ctx, session);
  const shares = shareDiscounts(
    couponsOf(ctx, session.discounts ?? []),
    parts.map(({ amount, line }) => ({ amount, discountable: true, product: line.price.product })),
    session.currency ?? "usd",
  );
  const all = parts.map(({ amount, line }, index) => {
    const off = (shares[index] ?? []).reduce((sum, share) => sum + share.amount, 0);
    const { price, item } = line;
    const taxable = {
      net: amount - off,
      currency: session.currency ?? price.currency,
      price,
      tax_rates: item.tax_rates,
    };
    return { line, amount, off, taxes: taxesOf(ctx, taxable, basis) };
  });
  return lines.map((line) => {
    const own = all.filter((part) => part.line === line);
    const sum = (of: (part: (typeof all)[number]) => number) => own.reduce((total, part) => total + of(part), 0);
    const taxes = totalTaxes(own);
    return {
      ...line,
      amount_subtotal: sum(({ amount }) => amount),
      amount_discount: sum(({ off }) => off),
      amount_tax: sumOf(taxes),
      amount_total: sum(({ amount, off }) => amount - off) + sumOf(taxes, "exclusive"),
      taxes,
    };
  });
}

/** As they are billed today: in a trial, all but what is bought once is free. */
export function linesDueToday(ctx: Context, session: CheckoutSession): SessionLine[] {
  const trial = ctx.store.detail("checkout.session", session.id)?.subscription_data;
  const inTrial = trial !== undefined && (trial.trial_end !== null || trial.trial_period_days !== null);
  return sessionLines(ctx, session, { dueToday: true, inTrial });
}

function couponsOf(ctx: Context, discounts: NonNullable<CheckoutSession["discounts"]>) {
  return discounts.flatMap(({ coupon: id }) => {
    const coupon = id === null ? undefined : ctx.store.get("coupon", id);
    return coupon ? [{ id: coupon.id, coupon, ...termsOf(ctx, coupon.id) }] : [];
  });
}

/** "It is not possible to apply `amount_off`" to a first payment in part [docs: payments/checkout/billing-cycle]. */
function checkDiscount(ctx: Context, session: CheckoutSession, { coupon }: Redeemable): void {
  const anchor = ctx.store.detail("checkout.session", session.id)?.subscription_data.anchor;
  if (coupon.amount_off !== null && anchor?.proration_behavior === "create_prorations")
    throw invalid(
      "Coupons with `amount_off` can't be used with `subscription_data[billing_cycle_anchor]` unless `subscription_data[proration_behavior]` is `none`.",
      "discounts",
    );
}

/** The session with its discounts, and the amounts that follow from them. */
export function withDiscount(ctx: Context, session: CheckoutSession, chosen: Redeemable | undefined): CheckoutSession {
  if (chosen) checkDiscount(ctx, session, chosen);
  const discounts = chosen ? [{ coupon: chosen.coupon.id, promotion_code: chosen.promotion_code?.id ?? null }] : [];
  return withAmounts(ctx, { ...session, discounts });
}

export function withAmounts(ctx: Context, session: CheckoutSession): CheckoutSession {
  if (session.mode === "setup") return session;
  const lines = linesDueToday(ctx, session);
  const subtotal = lines.reduce((sum, line) => sum + line.amount_subtotal, 0);
  const off = lines.reduce((sum, line) => sum + line.amount_discount, 0);
  return {
    ...session,
    amount_subtotal: subtotal,
    amount_total: lines.reduce((sum, line) => sum + line.amount_total, 0),
    automatic_tax: sessionTax(checkoutBasis(ctx, session)),
    total_details: {
      amount_discount: off,
      amount_shipping: 0,
      amount_tax: lines.reduce((sum, line) => sum + line.amount_tax, 0),
    },
  };
}

/** What is due today may be nothing, but not less than a charge can be. The least, where it is less. */
export function belowLeast({ amount_total: due, currency }: CheckoutSession): string | undefined {
  if (due === null || currency === null) return undefined;
  const least = smallestCharge(currency);
  return due > 0 && due < least ? formatMoney(least, currency) : undefined;
}

/** (Stripe's sentence: many users' logs) */
export function checkLeast(session: CheckoutSession): void {
  const least = belowLeast(session);
  if (least !== undefined)
    throw invalid(
      `The Checkout Session's total amount due must add up to at least ${least} ${session.currency}`,
      "line_items",
      "amount_too_small",
    );
}

/** What is bought, for checking a coupon against it: prices without discounts, even in a trial. */
export function purchaseOf(ctx: Context, session: CheckoutSession): Purchase {
  const amount = sessionLines(ctx, session).reduce((sum, line) => sum + line.amount_subtotal, 0);
  return { customer: session.customer, currency: session.currency ?? "usd", amount };
}

/** A visitor enters a promotion code on the page. Throws a `StripeError` that says why it can't be used. */
export function applyPromotionCode(ctx: Context, session: CheckoutSession, typed: string): CheckoutSession {
  checkTakesCodes(session);
  return save(ctx, withDiscount(ctx, session, redeemableByCode(ctx, typed, purchaseOf(ctx, session))));
}

export function removePromotionCode(ctx: Context, session: CheckoutSession): CheckoutSession {
  checkTakesCodes(session);
  return save(ctx, withDiscount(ctx, session, undefined));
}

function checkTakesCodes(session: CheckoutSession): void {
  if (session.status !== "open") throw invalid(`This Checkout Session has a status of "${session.status}".`);
  if (session.allow_promotion_codes !== true)
    throw invalid("This Checkout Session does not take promotion codes.", "promotion_code");
}

/** There is no event for a change of an open session. */
function save(ctx: Context, session: CheckoutSession): CheckoutSession {
  ctx.store.put("checkout.session", session);
  return session;
}

/** The discounts of a session that is completed now. A coupon may have run out since it was put there. */
export function sessionRedeemables(ctx: Context, session: CheckoutSession, customer: string): Redeemable[] {
  const purchase = { ...purchaseOf(ctx, session), customer };
  return (session.discounts ?? []).map(({ coupon, promotion_code }, index) =>
    redeemable(
      ctx,
      promotion_code === null ? { coupon: coupon ?? "" } : { promotion_code },
      purchase,
      `discounts[${index}]`,
    ),
  );
}
