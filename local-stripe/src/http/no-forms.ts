// A form of any page can be sent to `http://sk_test_x:@localhost/v1/…`: the browser makes a key of the name in the
// address. It can't read the answer, but it would change things. Programs navigate nowhere.
import type { MiddlewareHandler } from "hono";
import type { Bindings } from "./pipeline.ts";

export const noForms: MiddlewareHandler<Bindings> = async (http, next) => {
  if (http.req.method === "GET" || http.req.header("sec-fetch-mode") !== "navigate") return next();
  const message = "The API takes no forms of web pages. Call it from your server.";
  return http.json({ error: { type: "invalid_request_error", message } }, 403);
};
