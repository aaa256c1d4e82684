import { Hono } from "hono";
import type { App } from "../http/app.ts";
import { changeLocalTax, localTax } from "../billing/tax/settings.ts";

/** `/_local/tax`, as JSON. */
export function taxRoutes(app: App): Hono {
  const routes = new Hono();
  routes.onError((error, http) => http.json({ error: error.message }, 400));
  routes.get("/", (http) => http.json(localTax(app.store)));
  routes.put("/", async (http) => http.json(changeLocalTax(app.store, await http.req.json())));
  return routes;
}
