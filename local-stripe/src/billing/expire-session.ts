import { update } from "../changes.ts";
import type { Context } from "../context.ts";
import type { CheckoutSession } from "../types.ts";

export function expireSession(ctx: Context, session: CheckoutSession): CheckoutSession {
  const expired: CheckoutSession = { ...session, status: "expired", url: null };
  return update(ctx, "checkout.session", expired, "checkout.session.expired");
}
