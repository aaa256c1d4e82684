import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession } from "../../store/objects.ts";

export function expireSession(ctx: Context, session: CheckoutSession): CheckoutSession {
  const expired: CheckoutSession = { ...session, status: "expired", url: null, client_secret: null };
  return update(ctx, "checkout.session", expired, "checkout.session.expired");
}
