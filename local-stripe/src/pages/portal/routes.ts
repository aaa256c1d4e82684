// The portal's addresses. Each is opened in one transaction: whose session it is, what it opens, what it does.
import { Hono } from "hono";
import { uncancel } from "../../billing/subscriptions/cancel.ts";
import type { App } from "../../http/app.ts";
import type { Context } from "../../conventions/context.ts";
import { StripeError } from "../../conventions/errors.ts";
import { baseUrlOf, type Bindings, type Http } from "../../http/pipeline.ts";
import type { Subscription } from "../../store/objects.ts";
import { goTo, readForm, show, type Form } from "../answer.ts";
import { challengePage, readChallenge } from "../challenge.tsx";
import type { Html } from "../layout.tsx";
import { enterPortal, finish, inFlow, opens, ownSubscription, type Portal, type Purpose } from "./access.ts";
import { cancelPage, cancelPlan } from "./cancel.tsx";
import { chooseCard, removeCard } from "./cards.tsx";
import { readChoice, type Choice, type Typed } from "./choice.ts";
import { customerPage, saveCustomer } from "./customer.tsx";
import { flowDonePage, noAddressPage, noPlanPage, notOfferedPage } from "./frame.tsx";
import { homePage } from "./home.tsx";
import { answerCardChallenge, emptyMethod, paymentMethodPage, retypedMethod, submitMethod } from "./payment-method.tsx";
import { choosePage, confirmPage, updatePlan } from "./update.tsx";

/** An address to go to, or a page: as it is, or with what is wrong. */
type Result = string | { page: Html; status?: 402 | 403 | 404 | 410 | 422 };
interface Visit {
  ctx: Context;
  portal: Portal;
  /** The path's subscription; the pages that have none in their path never read it. */
  subscription: Subscription;
  form: Form;
  param: (name: string) => string;
}
type Work = (visit: Visit) => Result;

export function portalRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>();
  const get = (path: string, purpose: Purpose, work: Work) =>
    pages.get(`/:secret${path}`, async (http) => answerWith(http, await visit(app, http, purpose, work)));
  /** `refused` is the page for a declined card. The transaction is undone and the page read from what is. */
  const post = (path: string, purpose: Purpose, work: Work, refused?: (visit: Visit, sentence: string) => Result) =>
    pages.post(`/:secret${path}`, async (http) => {
      const form = await readForm(http);
      try {
        return await answerWith(http, visit(app, http, purpose, work, form));
      } catch (error) {
        if (!(error instanceof StripeError && error.status === 402 && refused)) throw error;
        return answerWith(
          http,
          visit(app, http, purpose, (again) => refused(again, error.message), form),
        );
      }
    });

  get("", "home", ({ ctx, portal, param }) => ({ page: homePage(ctx, portal, param("did")) }));

  get("/customer", "customer_update", ({ portal }) => ({ page: customerPage(portal) }));
  post("/customer", "customer_update", ({ ctx, portal, form }) => {
    const errors = saveCustomer(ctx, portal, form);
    return errors ? { page: customerPage(portal, { form, errors }), status: 422 } : finish(ctx, portal, "details");
  });

  const method = (portal: Portal, next: ReturnType<typeof submitMethod>): Result =>
    typeof next === "string" ? next : { page: paymentMethodPage(portal, next), status: next.problem ? 402 : 422 };
  get("/payment-method", "payment_method_update", ({ portal }) => ({ page: paymentMethodPage(portal) }));
  post(
    "/payment-method",
    "payment_method_update",
    ({ ctx, portal, form }) => method(portal, submitMethod(ctx, portal, form)),
    ({ portal, form }, problem) => method(portal, retypedMethod(portal, form, problem)),
  );
  get("/payment-method/challenge/:name", "payment_method_update", ({ ctx, portal, param }) => {
    const challenge = readChallenge(ctx, param("name"), portal.session.id);
    return challenge ? { page: challengePage(challenge) } : portal.home;
  });
  post(
    "/payment-method/challenge/:name",
    "payment_method_update",
    ({ ctx, portal, form, param }) =>
      method(portal, answerCardChallenge(ctx, portal, param("name"), form("outcome") === "complete")),
    ({ portal }, problem) => method(portal, emptyMethod(portal, problem)),
  );

  const ofCard =
    (action: typeof chooseCard): Work =>
    ({ ctx, portal, param }) =>
      (inFlow(portal) ? undefined : action(ctx, portal, param("method"))) ?? {
        page: notOfferedPage(portal),
        status: 403,
      };
  post("/payment-methods/:method/default", "payment_method_update", ofCard(chooseCard));
  post("/payment-methods/:method/remove", "payment_method_update", ofCard(removeCard));

  get("/subscriptions/:id/cancel", "subscription_cancel", ({ ctx, portal, subscription }) => ({
    page: cancelPage(ctx, portal, subscription),
  }));
  post("/subscriptions/:id/cancel", "subscription_cancel", ({ ctx, portal, subscription, form }) =>
    cancelPlan(ctx, portal, subscription, form),
  );
  post("/subscriptions/:id/renew", "subscription_cancel", ({ ctx, portal, subscription }) => {
    if (inFlow(portal)) return { page: notOfferedPage(portal), status: 403 };
    uncancel(ctx, subscription);
    return finish(ctx, portal, "renew");
  });

  const chosen = ({ ctx, portal, subscription }: Visit, typed: Typed, then: (choice: Choice) => Result): Result => {
    const choice = readChoice(ctx, portal, subscription, typed);
    return "sentence" in choice ? { page: choosePage(ctx, portal, subscription, choice), status: 422 } : then(choice);
  };
  const sent = ({ form }: Visit): Typed => ({ price: form("price"), quantity: form("quantity") });
  get("/subscriptions/:id/update", "subscription_update", ({ ctx, portal, subscription }) => ({
    page: choosePage(ctx, portal, subscription),
  }));
  get("/subscriptions/:id/update/confirm", "subscription_update", (at) =>
    chosen(at, asked(at), (choice) => ({ page: confirmPage(at.ctx, at.portal, at.subscription, choice) })),
  );
  post(
    "/subscriptions/:id/update/confirm",
    "subscription_update",
    (at) => chosen(at, sent(at), (choice) => updatePlan(at.ctx, at.portal, at.subscription, choice)),
    (at, problem) =>
      chosen(at, sent(at), (choice) => ({
        page: confirmPage(at.ctx, at.portal, at.subscription, choice, problem),
        status: 402,
      })),
  );
  return pages;
}

/** The choice in an address. The field is there for all prices, so for some it only repeats the quantity there is. */
function asked({ subscription, param }: Visit): Typed {
  const price = param("price");
  const quantity = param("quantity").trim();
  return { price, quantity: quantity === String(subscription.items.data[0]?.quantity ?? 1) ? "" : quantity };
}

function visit(app: App, http: Http, purpose: Purpose, work: Work, form: Form = () => ""): Result {
  const param = (name: string) => http.req.param(name) ?? http.req.query(name) ?? "";
  return app.act(baseUrlOf(app, http), (ctx): Result => {
    const portal = enterPortal(ctx, param("secret"));
    if (typeof portal === "string") return { page: noAddressPage(portal), status: portal === "expired" ? 410 : 404 };
    const id = http.req.param("id");
    // A flow's session leads to its flow, and after that to its end
    if (inFlow(portal) && portal.flow && !opens(portal, purpose, id) && http.req.method === "GET") {
      if (portal.flow.done === undefined) return portal.flow.path;
      return purpose === "home" ? { page: flowDonePage(portal) } : portal.home;
    }
    if (!opens(portal, purpose, id)) return { page: notOfferedPage(portal), status: 403 };
    const subscription = id === undefined ? undefined : ownSubscription(ctx, portal, id);
    if (id !== undefined && !subscription) return { page: noPlanPage(portal), status: 404 };
    return work({ ctx, portal, subscription: subscription as Subscription, form, param });
  });
}

function answerWith(http: Http, result: Result): Response | Promise<Response> {
  return typeof result === "string" ? goTo(result) : show(http, result.page, result.status);
}
