import type { NextCall } from "@/lib/errors";

/** The call of our endpoint that opens the portal, for refusals that say what to do next. */
export const portalCall = (body: NextCall["body"]): NextCall => ({
  method: "POST",
  href: "/api/subscriptions/customer-portal/",
  body,
});
