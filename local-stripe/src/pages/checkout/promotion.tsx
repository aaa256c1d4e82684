/** @jsxImportSource hono/jsx */
// The promotion code of a checkout: entered and taken away within the form, so that nothing typed is lost.
import type { FC } from "hono/jsx";
import { formatMoney } from "../../conventions/currencies.ts";
import { sessionLines } from "../../billing/checkout/checkout-amounts.ts";
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession, Coupon } from "../../store/objects.ts";
import { Field } from "../fields.tsx";
import type { Say } from "../words.ts";

export interface AppliedDiscount {
  /** What was entered; the coupon's name when the shop set it. */
  name: string;
  /** "20% off for 3 months" */
  terms: string;
  /** What it takes off today, or off the first payment after a trial. */
  amount: string;
  removable: boolean;
}

export function appliedDiscount(ctx: Context, session: CheckoutSession, say: Say): AppliedDiscount | undefined {
  const [discount] = session.discounts ?? [];
  const coupon = discount?.coupon ? ctx.store.get("coupon", discount.coupon) : undefined;
  if (!discount || !coupon) return undefined;
  const code = discount.promotion_code === null ? undefined : ctx.store.get("promotion_code", discount.promotion_code);
  const anchor = ctx.store.detail("checkout.session", session.id)?.subscription_data.anchor;
  const dueToday = anchor?.proration_behavior === "create_prorations";
  const off = sessionLines(ctx, session, { dueToday }).reduce((sum, line) => sum + line.amount_discount, 0);
  return {
    name: code?.code ?? coupon.name ?? coupon.id,
    terms: say(couponTerms(coupon)),
    amount: formatMoney(-off, session.currency ?? "usd"),
    removable: session.allow_promotion_codes === true,
  };
}

export function couponTerms({
  percent_off,
  amount_off,
  currency,
  duration,
  duration_in_months: months,
}: Coupon): string {
  const off = percent_off === null ? formatMoney(amount_off ?? 0, currency ?? "usd") : `${percent_off}%`;
  const time = { once: "once", forever: "forever", repeating: months === 1 ? "for 1 month" : `for ${months} months` }[
    duration as "once" | "forever" | "repeating"
  ];
  return `${off} off ${time ?? ""}`.trim();
}

export const PromotionField: FC<{
  applied: AppliedDiscount | undefined;
  typed: string;
  error: string | undefined;
  focus: boolean;
  say: Say;
}> = ({ applied, typed, error, focus, say }) =>
  applied ? (
    <div class="with-button">
      <p>
        <strong>{applied.name}</strong> <span class="faint">{applied.terms}</span>
      </p>
      <button class="quiet" name="do" value="remove-code" aria-label={say(`Remove promotion code ${applied.name}`)}>
        {say("Remove")}
      </button>
    </div>
  ) : (
    <div class="with-button">
      <Field
        label={say("Promotion code")}
        name="promotion"
        value={typed}
        error={error}
        required={false}
        autofocus={focus}
        autocomplete="off"
        maxlength={100}
      />
      <button class="quiet" name="do" value="apply-code">
        {say("Apply")}
      </button>
    </div>
  );
