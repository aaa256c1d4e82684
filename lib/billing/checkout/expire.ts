import { now } from "@/lib/clock";
import { stripeUnavailable } from "../errors";
import type { Deadline } from "@/lib/stripe/deadline";
import { recoverSession } from "./recovery";
import { expireSession, fetchSession } from "./session-at-stripe";
import type { SessionRow } from "./sessions";

/**
 * Expires a session; afterwards Stripe has said that it is complete or expired.
 * @throws ProductError stripe_unavailable
 */
export async function expireCheckout(row: SessionRow, deadline: Deadline): Promise<void> {
  const known = row.state === "creating" ? await recoverSession(row, deadline) : row;
  if (known?.state !== "open") return;
  const over = known.expires_at !== null && known.expires_at <= now();
  const closed = await (over ? fetchSession : expireSession)(known, deadline);
  if (closed.state === "open") throw stripeUnavailable(new Error(`Session ${row.stripe_session_id} did not end.`));
}
