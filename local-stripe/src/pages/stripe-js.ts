// The stand-in for Stripe.js. Faults apply to it as to API calls: a shop's tests see what it does without the script.
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import type { App } from "../http/app.ts";
import type { Bindings } from "../http/pipeline.ts";
import { serveAsset } from "./assets.ts";

export function stripeJsRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>();
  pages.get("/stripe.js", async (http) => {
    const { socket } = http.env.incoming;
    const fault = app.faults.take("GET", http.req.path);
    switch (fault?.kind) {
      case "status":
      case "stored_500":
        return http.text("// This failure was planned through /_local/faults.", fault.status as 500);
      case "lose_response":
        socket.destroy();
        return RESPONSE_ALREADY_SENT;
      case "hang":
        if (fault.ms === null) {
          await new Promise((gone) => socket.once("close", gone));
          return RESPONSE_ALREADY_SENT;
        }
        await new Promise((later) => setTimeout(later, fault.ms ?? 0));
    }
    return serveAsset(http, "stripe.js");
  });
  return pages;
}
