// How a session's discounts and taxes come about: for the whole session, and for one of its items.
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession, Discount, TaxRate } from "../../store/objects.ts";
import { totalTaxes, type LineTax } from "../tax/tax-lines.ts";
import { sessionLines } from "./checkout-amounts.ts";

type ShownTax = Pick<LineTax, "amount" | "taxability_reason" | "taxable_amount"> & { rate: TaxRate };
interface Part {
  discounts: { amount: number; discount: Discount }[];
  taxes: ShownTax[];
}

/** A session has one discount at most. */
function discountsOf(ctx: Context, session: CheckoutSession, amount: number): Part["discounts"] {
  return (session.discounts ?? []).slice(0, 1).map(({ coupon, promotion_code }) => ({
    amount,
    discount: discountOf(ctx, session, coupon, promotion_code),
  }));
}

/** The subscription's own, once there is one. */
function discountOf(
  ctx: Context,
  session: CheckoutSession,
  coupon: string | null,
  promotion_code: string | null,
): Discount {
  const subscription = session.subscription === null ? undefined : ctx.store.get("subscription", session.subscription);
  const made = subscription?.discounts.map((id) => ctx.store.get("discount", id)).find(Boolean);
  return (
    made ?? {
      id: `di_${session.id.replace(/^cs_(test_)?/, "").slice(0, 24)}`,
      object: "discount",
      checkout_session: session.id,
      customer: session.customer,
      customer_account: null,
      end: null,
      invoice: null,
      invoice_item: null,
      promotion_code,
      source: { coupon, type: "coupon" },
      start: session.created,
      subscription: null,
      subscription_item: null,
    }
  );
}

/** `total_details.breakdown` */
export function breakdownOf(ctx: Context, session: CheckoutSession): Part | undefined {
  if (!session.total_details) return undefined;
  const lines = session.total_details.amount_tax === 0 ? [] : sessionLines(ctx, session, { dueToday: true });
  return {
    discounts: discountsOf(ctx, session, session.total_details.amount_discount),
    taxes: taxesOf(ctx, totalTaxes(lines)),
  };
}

function taxesOf(ctx: Context, taxes: LineTax[]): ShownTax[] {
  return taxes.flatMap(({ amount, taxability_reason, taxable_amount, tax_rate_details }) => {
    const rate = ctx.store.get("tax_rate", tax_rate_details?.tax_rate ?? "");
    return rate ? [{ amount, rate, taxability_reason, taxable_amount }] : [];
  });
}

/** An item's `discounts` and `taxes`. It doesn't say which session it is of. */
export function itemBreakdown(ctx: Context, item: { id: string; amount_discount: number }): Part {
  for (const session of ctx.store.list("checkout.session")) {
    if (!ctx.store.detail("checkout.session", session.id)?.line_items.some(({ id }) => id === item.id)) continue;
    const line = sessionLines(ctx, session, { dueToday: true }).find(({ id }) => id === item.id);
    return {
      discounts: discountsOf(ctx, session, item.amount_discount),
      taxes: taxesOf(ctx, line?.taxes ?? []),
    };
  }
  return { discounts: [], taxes: [] };
}
