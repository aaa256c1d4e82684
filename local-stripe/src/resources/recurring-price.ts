import { fetchNamed } from "../conventions/endpoint.ts";
import type { Context } from "../conventions/context.ts";
import { invalid, type StripeError } from "../conventions/errors.ts";
import type { Param } from "../conventions/params.ts";
import type { Price } from "../store/objects.ts";

/** A price that may be subscribed to now. */
export function recurringPrice(ctx: Context, id: string, param: string): Price {
  const price = activePrice(ctx, id, param);
  if (price.type !== "recurring") throw notRecurring(param);
  return price;
}

export function notRecurring(param: string): StripeError {
  return invalid(
    "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
    param,
  );
}

export function activePrice(ctx: Context, id: string, param: string): Price {
  const price = fetchNamed(ctx, "price", id, param);
  if (!price.active) throw invalid("The price specified is inactive. This field only accepts active prices.", param);
  if (ctx.store.get("product", price.product)?.active === false) {
    throw invalid(
      `The product ${price.product} is marked as inactive, and thus no new subscriptions can be created to it.`,
      param,
    );
  }
  return price;
}

/** An item whose price may be named by its older name, `plan`, as clients still do (recorded). */
export function byPriceOrPlan<T>(item: Param<T>): Param<T> {
  return {
    fields: item.fields,
    parse(raw, name) {
      if (typeof raw !== "object" || Array.isArray(raw) || raw.plan === undefined) return item.parse(raw, name);
      const { plan, ...others } = raw;
      if (others.price !== undefined)
        throw invalid("You may only specify one of these parameters: plan, price.", `${name}[plan]`);
      return item.parse({ ...others, price: plan }, name);
    },
  };
}
