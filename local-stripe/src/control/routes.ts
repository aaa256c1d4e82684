// `/_local`: what tests and people need beside Stripe's API. No key; the server is on loopback.
import { Hono } from "hono";
import { reset, resendEvent } from "./actions.ts";
import { deleteDraftNamed, finalizationFailure } from "./invoices.ts";
import { settleNow } from "../billing/payments/settle-payment.ts";
import { setPaused, type PauseReason } from "../billing/subscriptions/pause.ts";
import type { App } from "../http/app.ts";
import { allDeliveries, pendingDeliveries } from "../events/delivery-queue.ts";

export function controlRoutes(app: App): Hono {
  const control = new Hono();
  control.onError((error, http) => http.json({ error: error.message }, 400));

  control.get("/requests", (http) => {
    const wanted = http.req.query("request");
    return http.json(app.requests.all().filter((entry) => wanted === undefined || entry.id === wanted));
  });
  control.delete("/requests", (http) => {
    app.requests.clear();
    return http.json({ cleared: true });
  });

  control.post("/faults", async (http) => http.json(app.faults.add(await http.req.json())));
  control.get("/faults", (http) => http.json(app.faults.all()));
  control.delete("/faults", (http) => {
    app.faults.clear();
    return http.json({ cleared: true });
  });
  control.delete("/faults/:id", (http) => {
    const id = http.req.param("id");
    return app.faults.remove(id) ? http.json({ removed: id }) : http.json({ error: `No such fault: '${id}'` }, 404);
  });

  control.get("/declines", (http) => http.json(app.store.declines.all()));
  control.post("/declines", async (http) => {
    const { customer = null, times = 1 } = await http.req.json<{ customer?: unknown; times?: unknown }>();
    if (customer !== null && !app.store.get("customer", String(customer)))
      throw new Error(`No such customer: '${String(customer)}'`);
    if (typeof times !== "number" || !Number.isInteger(times) || times < 1)
      throw new Error("times must be a whole number of at least 1");
    app.store.declines.add(customer === null ? null : String(customer), times);
    return http.json(app.store.declines.all());
  });
  control.delete("/declines", (http) => {
    app.store.declines.clear();
    return http.json({ cleared: true });
  });

  control.get("/finalization-failures", (http) => http.json(app.store.finalizationFailures.all()));
  control.post("/finalization-failures", async (http) => {
    app.store.finalizationFailures.add(finalizationFailure(app.store, await http.req.json()));
    return http.json(app.store.finalizationFailures.all());
  });
  control.delete("/finalization-failures", (http) => {
    app.store.finalizationFailures.clear();
    return http.json({ cleared: true });
  });

  control.post("/invoices/delete", async (http) => {
    const { invoice } = await http.req.json<{ invoice?: unknown }>();
    return http.json(app.act(app.baseUrl, (ctx) => deleteDraftNamed(ctx, String(invoice))));
  });

  control.post("/settle", async (http) => {
    const { customer } = await http.req.json<{ customer?: unknown }>();
    return http.json({
      settled: app.act(app.baseUrl, (ctx) => settleNow(ctx, customer === undefined ? undefined : String(customer))),
    });
  });

  control.post("/pause", async (http) => {
    const { subscription: id, reason = null } = await http.req.json<{ subscription?: unknown; reason?: unknown }>();
    if (reason !== null && typeof reason !== "string") throw new Error("reason must be a word, or null for none");
    return http.json(
      app.act(app.baseUrl, (ctx) => {
        const subscription = ctx.store.get("subscription", String(id));
        if (!subscription) throw new Error(`No such subscription: '${String(id)}'`);
        // Any word, for reasons that a later version may have
        return setPaused(ctx, subscription, reason as PauseReason | null);
      }),
    );
  });

  control.get("/deliveries", (http) =>
    http.json(http.req.query("status") === "pending" ? pendingDeliveries(app.store) : allDeliveries(app.store)),
  );
  control.put("/deliveries", async (http) => {
    const { mode } = await http.req.json<{ mode?: unknown }>();
    if (mode !== "hold" && mode !== "send") throw new Error("mode must be hold or send");
    app.deliveries.setMode(mode);
    // After this answer no webhook arrives. One that was in flight would still be handled
    if (mode === "hold") await app.deliveries.settle();
    return http.json({ mode });
  });
  control.post("/deliveries/resend", async (http) => {
    const { event: id } = await http.req.json<{ event?: unknown }>();
    const event = app.store.get("event", String(id));
    if (!event) return http.json({ error: `No such event: '${String(id)}'` }, 404);
    return http.json(resendEvent(app, event));
  });

  control.post("/reset", (http) => {
    reset(app);
    return http.json({ reset: true });
  });
  return control;
}
