// The dashboard: the server's objects, and buttons for what Stripe's API can't do. Plain forms, no script needed.
import { Hono } from "hono";
import { reset, resendEvent } from "../control/actions.ts";
import type { App } from "../http/app.ts";
import type { Context } from "../conventions/context.ts";
import { StripeError } from "../conventions/errors.ts";
import { goTo, readForm, show, type Form } from "../pages/answer.ts";
import type { Html } from "../pages/layout.tsx";
import { baseUrlOf, type Bindings, type Http } from "../http/pipeline.ts";
import { sameOriginOnly } from "../control/same-origin.ts";
import type { Kind, Objects } from "../store/objects.ts";
import { invoicePage, invoicesPage, subscriptionPage, subscriptionsPage } from "./billing.tsx";
import { advance, clockPage, clocksPage } from "./clocks.tsx";
import { customerPage, customersPage } from "./customers.tsx";
import { eventPage, eventsPage } from "./events.tsx";
import { faultsPage, wantedFault } from "./faults.tsx";
import { homePage, resetPage } from "./home.tsx";
import { wantedLimits } from "./limits.tsx";
import { notFoundPage } from "./not-found.tsx";
import { own } from "../conventions/own.ts";

/** Messages, by the key in the next page's address. An address can't make a page say anything else. */
const DONE: Record<string, string> = {
  reset: "Everything deleted",
  sent: "The event is being sent again.",
  unwanted: "No webhook endpoint is subscribed to this event.",
  fails: "The next charge will fail.",
  held: "Webhooks are on hold.",
  released: "Webhooks are being sent.",
  advancing: "The clock is advancing.",
  on: "The fault is turned on.",
  limited: "The limits are set.",
  off: "Turned off.",
};

export function dashboardRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>();
  const done = (http: Http) => own(DONE, http.req.query("done"));
  const read = (http: Http, page: (ctx: Context) => Html) => show(http, app.act(baseUrlOf(app, http), page));
  const readOne = <K extends Kind>(http: Http, kind: K, page: (ctx: Context, object: Objects[K]) => Html) =>
    app.act(baseUrlOf(app, http), (ctx) => {
      const object = ctx.store.get(kind, http.req.param("id") ?? "");
      return object ? show(http, page(ctx, object)) : show(http, notFoundPage(), 404);
    });
  /** The object after which a page of a list begins; a deleted one begins at the first page. */
  const after = (http: Http, kind: Kind) => {
    const id = http.req.query("after");
    return id !== undefined && app.store.position(kind, id) !== undefined ? id : undefined;
  };

  for (const own of [
    "/",
    "/decline",
    "/clocks/*",
    "/deliveries/*",
    "/customers/*",
    "/events/*",
    "/faults",
    "/faults/*",
    "/limits",
    "/limits/*",
    "/reset",
  ])
    pages.use(own, sameOriginOnly);

  pages.get("/", (http) => read(http, (ctx) => homePage(app, ctx, done(http))));
  pages.get("/customers", (http) => read(http, (ctx) => customersPage(ctx, after(http, "customer"))));
  pages.get("/customers/:id", (http) => readOne(http, "customer", (ctx, one) => customerPage(ctx, one, done(http))));
  pages.get("/subscriptions", (http) => read(http, (ctx) => subscriptionsPage(ctx, after(http, "subscription"))));
  pages.get("/subscriptions/:id", (http) =>
    readOne(http, "subscription", (ctx, one) => subscriptionPage(ctx, one, done(http))),
  );
  pages.get("/invoices", (http) => read(http, (ctx) => invoicesPage(ctx, after(http, "invoice"))));
  pages.get("/invoices/:id", (http) => readOne(http, "invoice", (_ctx, one) => invoicePage(one)));
  pages.get("/events", (http) =>
    read(http, (ctx) => eventsPage(ctx, after(http, "event"), (http.req.query("type") ?? "").trim())),
  );
  pages.get("/events/:id", (http) => readOne(http, "event", (ctx, one) => eventPage(ctx, one, done(http))));
  pages.get("/clocks", (http) => read(http, clocksPage));
  pages.get("/clocks/:id", (http) =>
    readOne(http, "test_helpers.test_clock", (ctx, one) => clockPage(ctx, one, done(http))),
  );
  pages.get("/faults", (http) => show(http, faultsPage(app.faults.all(), app.limits.get(), done(http))));
  pages.get("/reset", (http) => show(http, resetPage(false)));

  pages.post("/events/:id/resend", (http) => {
    const event = app.store.get("event", http.req.param("id"));
    if (!event) return show(http, notFoundPage(), 404);
    return goTo(`/events/${event.id}?done=${resendEvent(app, event).length > 0 ? "sent" : "unwanted"}`);
  });
  pages.post("/clocks/:id/advance", async (http) => {
    const form = await readForm(http);
    const clock = app.store.get("test_helpers.test_clock", http.req.param("id"));
    if (!clock) return show(http, notFoundPage(), 404);
    try {
      app.act(baseUrlOf(app, http), (ctx) => advance(ctx, clock, form("step")));
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      return read(http, (ctx) => clockPage(ctx, clock, undefined, error.message));
    }
    app.advanceClocks();
    return goTo(`/clocks/${clock.id}?done=advancing`);
  });
  pages.post("/decline", () => {
    app.store.declines.add(null);
    return goTo("/?done=fails");
  });
  pages.post("/customers/:id/decline", (http) => {
    const customer = app.store.get("customer", http.req.param("id"));
    if (!customer) return show(http, notFoundPage(), 404);
    app.store.declines.add(customer.id);
    return goTo(`/customers/${customer.id}?done=fails`);
  });
  pages.post("/deliveries/:mode{hold|send}", (http) => {
    const mode = http.req.param("mode") === "hold" ? "hold" : "send";
    app.deliveries.setMode(mode);
    return goTo(`/?done=${mode === "hold" ? "held" : "released"}`);
  });
  /** Does what a form of the page of faults says, or shows the page with what is wrong with it. */
  const fromFaults = async (http: Http, next: string, act: (form: Form) => void) => {
    const form = await readForm(http);
    try {
      act(form);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return show(http, faultsPage(app.faults.all(), app.limits.get(), undefined, { form, why }), 422);
    }
    return goTo(`/faults?done=${next}`);
  };
  pages.post("/faults", (http) => fromFaults(http, "on", (form) => app.faults.add(wantedFault(form))));
  pages.post("/limits", (http) =>
    fromFaults(http, "limited", (form) => app.limits.set(wantedLimits(form, app.limits))),
  );
  pages.post("/limits/clear", () => {
    app.limits.clear();
    return goTo("/faults?done=off");
  });
  pages.post("/faults/clear", () => {
    app.faults.clear();
    return goTo("/faults?done=off");
  });
  pages.post("/faults/:id/remove", (http) => {
    app.faults.remove(http.req.param("id"));
    return goTo("/faults?done=off");
  });
  pages.post("/reset", async (http) => {
    const form = await readForm(http);
    if (form("confirm") !== "yes") return show(http, resetPage(true), 422);
    reset(app);
    return goTo("/?done=reset");
  });
  return pages;
}
