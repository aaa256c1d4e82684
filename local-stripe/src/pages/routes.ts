// All hosted pages, as one part of the server.
import { Hono } from "hono";
import type { App } from "../http/app.ts";
import type { Bindings } from "../http/pipeline.ts";
import { show } from "./answer.ts";
import { assetRoutes } from "./assets.ts";
import { authenticationRoutes } from "./authentication/routes.tsx";
import { recoveryRoutes } from "./checkout/recover.tsx";
import { checkoutRoutes } from "./checkout/routes.ts";
import { failurePage } from "./failure.tsx";
import { invoiceRoutes } from "./invoice/routes.ts";
import { portalLoginRoutes } from "./portal/login.tsx";
import { portalRoutes } from "./portal/routes.ts";
import { stripeJsRoutes } from "./stripe-js.ts";

export function pageRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>();
  pages.onError((error, http) => {
    console.error(error);
    return show(http, failurePage(), 500);
  });
  pages.route("/pages", assetRoutes());
  pages.route("/", stripeJsRoutes(app));
  pages.route("/c/pay", checkoutRoutes(app));
  pages.route("/r", recoveryRoutes(app));
  pages.route("/p/login", portalLoginRoutes(app));
  pages.route("/p/session", portalRoutes(app));
  pages.route("/3d_secure_2", authenticationRoutes(app));
  pages.route("/invoice", invoiceRoutes(app));
  return pages;
}
