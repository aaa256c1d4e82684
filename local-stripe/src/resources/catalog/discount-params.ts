import { fetchNamed } from "../../conventions/endpoint.ts";
import { redeemable, type Purchase, type Redeemable } from "../../billing/discounts/redemption.ts";
import type { Context } from "../../conventions/context.ts";
import { array, object, string } from "../../conventions/params.ts";

export const discounts = array(object({ coupon: string(), discount: string(), promotion_code: string() }), { max: 20 });

/** The coupons that a caller names, checked; `discount` keeps one that is already there. */
export function namedDiscounts(
  ctx: Context,
  named: ReturnType<typeof discounts.parse>,
  purchase: Purchase,
  { kept = [], param = "discounts" }: { kept?: readonly string[]; param?: string } = {},
): (Redeemable | string)[] {
  return named.map(({ discount, ...one }, index) => {
    const name = `${param}[${index}]`;
    if (discount === undefined) return redeemable(ctx, one, purchase, name);
    if (!kept.includes(discount)) fetchNamed(ctx, "discount", `${discount} `, `${name}[discount]`);
    return discount;
  });
}
