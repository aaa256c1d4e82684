import { Hono } from "hono";
import type { App } from "../http/app.ts";

/** `/_local/keys`, as JSON. */
export function keyRoutes(app: App): Hono {
  const routes = new Hono();
  routes.onError((error, http) => http.json({ error: error.message }, 400));
  routes.get("/", (http) => http.json(app.keys.get()));
  routes.put("/", async (http) => {
    app.keys.set(await http.req.json());
    return http.json(app.keys.get());
  });
  routes.delete("/", (http) => {
    app.keys.clear();
    return http.json({ cleared: true });
  });
  return routes;
}
