// Objects as 2025-03-31.basil to 2025-08-27.basil show them. The billing period is on the items and `parent` on the
// invoice, as today. What 2025-09-30.clover changed is that `coupon` moved into a discount's `source` and a promotion
// code's `promotion`, where it is an id [docs: changelog/clover/2025-09-30].
import { asShown } from "../conventions/shown.ts";
import type { Discount, PromotionCode } from "../store/objects.ts";
import type { Store } from "../store/store.ts";

type Json = Record<string, unknown>;

/**
 * Whatever else it holds is looked through for the two kinds of object. Events keep the version that they were made in.
 * @param lasting whether it must be the same tomorrow, as the body of a webhook: with a discount's coupon as redeemed
 */
export function asBasil(store: Store, value: unknown, lasting = false): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => asBasil(store, one, lasting));
  if (typeof value !== "object" || value === null || (value as Json).object === "event") return value;
  const fields = Object.entries(withCoupon(store, value as Json, lasting));
  return Object.fromEntries(fields.map(([key, one]) => [key, asBasil(store, one, lasting)]));
}

function withCoupon(store: Store, object: Json, lasting: boolean): Json {
  if (object.object === "discount" && typeof object.source === "object") {
    const { source, ...rest } = object as Json & { source: Discount["source"] };
    const [redeemed, current] = [store.detail("discount", String(object.id))?.coupon, couponOf(store, source.coupon)];
    const coupon = typeof current === "object" ? current : redeemed;
    return { ...rest, coupon: (lasting ? redeemed : undefined) ?? coupon ?? source.coupon };
  }
  if (object.object === "promotion_code" && typeof object.promotion === "object") {
    const { promotion, ...rest } = object as Json & { promotion: PromotionCode["promotion"] };
    return { ...rest, coupon: couponOf(store, promotion.coupon) };
  }
  return object;
}

function couponOf(store: Store, coupon: unknown): unknown {
  const found = typeof coupon === "string" ? store.find(coupon) : undefined;
  return found ? asShown(found) : coupon;
}
