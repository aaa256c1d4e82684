/** @jsxImportSource hono/jsx */
// The bank's question for a payment or a card that was confirmed by the API: the address in its `next_action`.
import { Hono } from "hono";
import { answerQuestion } from "../../billing/payments/confirm-intent.ts";
import { answerSetupQuestion } from "../../billing/payments/confirm-setup.ts";
import { returnAddress } from "../../billing/payments/next-action.ts";
import type { Context } from "../../conventions/context.ts";
import type { App } from "../../http/app.ts";
import { baseUrlOf, type Bindings, type Http } from "../../http/pipeline.ts";
import type { PaymentIntent, SetupIntent } from "../../store/objects.ts";
import { goTo, readForm, show } from "../answer.ts";
import { askPage } from "../challenge.tsx";
import { Message, type Html } from "../layout.tsx";

type Intent = PaymentIntent | SetupIntent;

export function authenticationRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>();
  pages.get("/hosted", (http) => {
    const asked = app.act(baseUrlOf(app, http), (ctx) => question(ctx, http));
    return asked ? show(http, asked) : show(http, over(), 404);
  });
  pages.post("/hosted", async (http) => {
    const form = await readForm(http);
    const passed = form("outcome") === "complete";
    const next = app.act(baseUrlOf(app, http), (ctx) => {
      const intent = named(ctx, http);
      if (intent?.status !== "requires_action") return undefined;
      if (intent.object === "payment_intent") answerQuestion(ctx, intent, passed);
      else answerSetupQuestion(ctx, intent, passed);
      return { to: returnAddress(intent, passed) };
    });
    if (!next) return show(http, over(), 404);
    return next.to === undefined ? show(http, answered()) : goTo(next.to);
  });
  return pages;
}

/** The intent that the address names, if its secret is right. */
function named(ctx: Context, http: Http): Intent | undefined {
  for (const kind of ["payment_intent", "setup_intent"] as const) {
    const intent = ctx.store.get(kind, http.req.query(kind) ?? "");
    if (intent && intent.client_secret === http.req.query(`${kind}_client_secret`)) return intent;
  }
  return undefined;
}

function question(ctx: Context, http: Http): Html | undefined {
  const intent = named(ctx, http);
  if (intent?.status !== "requires_action") return undefined;
  return askPage(ctx.store.get("payment_method", intent.payment_method ?? "")?.card?.last4 ?? "");
}

function over(): Html {
  return (
    <Message title="There is nothing to confirm">
      <p>This payment was confirmed already, or its address is wrong.</p>
    </Message>
  );
}

function answered(): Html {
  return (
    <Message title="Thank you">
      <p>You can close this page and return to the shop.</p>
    </Message>
  );
}
