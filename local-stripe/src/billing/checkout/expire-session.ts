import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import { token } from "../../conventions/ids.ts";
import type { Context } from "../../conventions/context.ts";
import { DAY } from "../../time.ts";
import type { CheckoutSession } from "../../store/objects.ts";

/** How long an expired session can be recovered [docs: payments/checkout/abandoned-carts]. */
const RECOVERABLE = 30 * DAY;

export function expireSession(ctx: Context, session: CheckoutSession): CheckoutSession {
  const expired: CheckoutSession = {
    ...session,
    after_expiration: withRecovery(ctx, session),
    status: "expired",
    url: null,
    client_secret: null,
  };
  return update(ctx, "checkout.session", expired, "checkout.session.expired");
}

/** The address that begins a copy of the session. */
function withRecovery(
  ctx: Context,
  { id, customer, after_expiration: set }: CheckoutSession,
): CheckoutSession["after_expiration"] {
  if (!set?.recovery?.enabled) return set;
  const name = token(32);
  ctx.store.save(id, "recovery", name);
  return {
    recovery: { ...set.recovery, expires_at: nowFor(ctx, customer) + RECOVERABLE, url: `${ctx.baseUrl}/r/${name}` },
  };
}
