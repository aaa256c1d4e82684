import { fetchNamed } from "../../conventions/endpoint.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid, type StripeError } from "../../conventions/errors.ts";
import type { Price } from "../../store/objects.ts";

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
