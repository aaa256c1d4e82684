/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { recoverSession } from "../../billing/checkout/recover-session.ts";
import { StripeError } from "../../conventions/errors.ts";
import type { App } from "../../http/app.ts";
import { baseUrlOf, type Bindings } from "../../http/pipeline.ts";
import { goTo, show } from "../answer.ts";
import { Message, type Html } from "../layout.tsx";
import { successUrl } from "./framed.tsx";

/** `/r/{name}`: where an expired session with `after_expiration[recovery]` is begun again. */
export function recoveryRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>();
  pages.get("/:name", (http) => {
    try {
      const session = app.act(baseUrlOf(app, http), (ctx) => recoverSession(ctx, http.req.param("name")));
      if (!session) return show(http, gone(), 404);
      return goTo(session.url ?? successUrl(session));
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      return show(http, gone(error.message), 409);
    }
  });
  return pages;
}

function gone(why = "The link is too old, or local Stripe was reset. Go back to the shop and start again."): Html {
  return (
    <Message title="This checkout can’t be recovered">
      <p>{why}</p>
    </Message>
  );
}
