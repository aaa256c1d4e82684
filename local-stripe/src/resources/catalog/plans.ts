// The older API of recurring prices, for programs that still read it. Plans are made as prices.
import { fetch, get } from "../../conventions/endpoint.ts";
import { missing } from "../../conventions/errors.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { boolean, string } from "../../conventions/params.ts";
import { planOf } from "../../billing/subscriptions/subscription-object.ts";

export const planEndpoints = [
  get(
    "/v1/plans",
    listParams({ active: boolean(), created: range(), product: string() }),
    (ctx, { active, created, product, ...at }) => {
      const list = page(ctx, "price", "/v1/plans", at, {
        by: product === undefined ? undefined : ["product", product],
        where: (price) =>
          price.recurring !== null &&
          (active === undefined || price.active === active) &&
          inRange(price.created, created),
      });
      return { ...list, data: list.data.map(planOf) };
    },
  ),
  get("/v1/plans/:id", {}, (ctx, _params, id) => {
    const price = fetch(ctx, "price", id);
    if (price.recurring === null) throw missing("plan", id);
    return planOf(price);
  }),
];
