import { Hono } from "hono";
import type { App } from "../http/app.ts";

/** `/_local/limits`, as JSON. */
export function limitRoutes(app: App): Hono {
  const routes = new Hono();
  routes.onError((error, http) => http.json({ error: error.message }, 400));
  routes.get("/", (http) => http.json(app.limits.get()));
  routes.put("/", async (http) => {
    app.limits.set(await http.req.json());
    return http.json(app.limits.get());
  });
  routes.delete("/", (http) => {
    app.limits.clear();
    return http.json({ cleared: true });
  });
  return routes;
}
