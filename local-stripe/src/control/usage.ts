import { Hono } from "hono";
import type { App } from "../http/app.ts";
import { setUsage, usageOf } from "../billing/usage/usage.ts";

/** `/_local/usage`, as JSON: what a meter counted for a customer in a billing period. */
export function usageRoutes(app: App): Hono {
  const routes = new Hono();
  routes.onError((error, http) => http.json({ error: error.message }, 400));
  routes.get("/", (http) => {
    const { customer = "", meter = "" } = http.req.query();
    return http.json(app.act(app.baseUrl, (ctx) => usageOf(ctx, customer, meter)));
  });
  routes.put("/", async (http) => {
    const { customer, meter, total, at } = await http.req.json<Record<string, unknown>>();
    if (!app.store.get("customer", String(customer))) throw new Error(`No such customer: '${String(customer)}'`);
    if (app.store.get("billing.meter", String(meter))?.status !== "active")
      throw new Error(`No such active meter: '${String(meter)}'`);
    if (typeof total !== "number" || !Number.isSafeInteger(total) || total < 0)
      throw new Error("total must be a whole number that is not negative");
    if (at !== undefined && (typeof at !== "number" || !Number.isSafeInteger(at) || at < 0))
      throw new Error("at must be a Unix timestamp");
    return http.json(
      app.act(app.baseUrl, (ctx) => setUsage(ctx, { customer: String(customer), meter: String(meter), total, at })),
    );
  });
  return routes;
}
