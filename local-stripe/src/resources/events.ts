import { fetch, get } from "../conventions/endpoint.ts";
import { DAY } from "../time.ts";
import { invalid } from "../conventions/errors.ts";
import { inRange, listParams, page, range } from "../conventions/lists.ts";
import { array, boolean, string } from "../conventions/params.ts";

const KEPT_FOR = 30 * DAY;

export const eventEndpoints = [
  get(
    "/v1/events",
    listParams({ type: string(), types: array(string(), { max: 20 }), created: range(), delivery_success: boolean() }),
    (ctx, params) => {
      const { type, types, created, delivery_success, ...at } = params;
      if (type !== undefined && types !== undefined)
        throw invalid("You may only specify one of these parameters: type, types.", "types");
      const matches = type === undefined ? undefined : matcher(type);
      return page(ctx, "event", "/v1/events", at, {
        where: (event) =>
          event.created > ctx.now - KEPT_FOR &&
          (matches === undefined || matches.test(event.type)) &&
          (types === undefined || types.includes(event.type)) &&
          (delivery_success === undefined || (event.pending_webhooks === 0) === delivery_success) &&
          inRange(event.created, created),
      });
    },
  ),
  get("/v1/events/:id", {}, (ctx, _params, id) => fetch(ctx, "event", id)),
];

/** `*` matches any text, as in `customer.subscription.*`. */
function matcher(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}
