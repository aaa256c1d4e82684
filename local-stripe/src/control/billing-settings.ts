import { Hono } from "hono";
import type { App } from "../http/app.ts";
import { billingSettings, changeBillingSettings } from "../billing/settings.ts";

/** `/_local/billing`, as JSON. */
export function billingSettingsRoutes(app: App): Hono {
  const routes = new Hono();
  routes.onError((error, http) => http.json({ error: error.message }, 400));
  routes.get("/", (http) => http.json(billingSettings(app.store)));
  routes.put("/", async (http) => http.json(changeBillingSettings(app.store, await http.req.json())));
  return routes;
}
