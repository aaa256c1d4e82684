import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { Deadline } from "@/lib/stripe/deadline";
import { requirePurchasable } from "../catalog/catalog";
import { takeOver } from "../hand-over/take-over";
import { isChosen } from "../seats/owed";
import type { User } from "../user";
import { createCheckout } from "./create";
import type { Checkout } from "./make-session";
import { fetchSession } from "./session-at-stripe";
import { findByStripeId, type SessionRow } from "./sessions";

// One that takes the place of a plan without access is a checkout like any other.
const TAKEN_OVER = "SELECT predecessor_id FROM hand_over WHERE checkout_id = $1 AND kind <> 'replace' LIMIT 1";

/**
 * The same order on Stripe's own page, for a browser that can't show Stripe's form within ours. The session before is
 * expired first, as for any other order of the workspace, so asking twice finds the one that was made.
 * @returns for one that is paid already, the page that says so
 * @throws ProductError not_found for another's or an unknown session, and as createCheckout and takeOver
 */
export async function hostedInstead(user: User, stripeSessionId: string): Promise<Checkout> {
  const row = await findByStripeId(stripeSessionId);
  if (!row || row.user_id !== user.id) throw notFound();
  if (row.state === "complete") return paid(stripeSessionId);
  try {
    return await again(user, row);
  } catch (error) {
    if (await wasJustPaid(row)) return paid(stripeSessionId);
    throw error;
  }
}

/** Sooner than the webhook says so. Where Stripe can't tell, what failed before is what the visitor is told. */
async function wasJustPaid(row: SessionRow): Promise<boolean> {
  if (row.state !== "open") return false;
  const asked = fetchSession(row, new Deadline(5_000));
  return asked.then(
    ({ state }) => state === "complete",
    () => false,
  );
}

async function again(user: User, { id, workspace_id, price_id, parameters }: SessionRow): Promise<Checkout> {
  const [old] = await statement<{ predecessor_id: string }>("checkout_taken_over", TAKEN_OVER, [id]);
  if (old) return takeOver(user, workspace_id, old.predecessor_id, price_id, "hosted");
  const { price } = await requirePurchasable(price_id, workspace_id);
  const quantity = isChosen(price) ? parameters.line_items?.[0]?.quantity : undefined;
  return createCheckout(user, price_id, workspace_id, { currency: parameters.currency, quantity, ui: "hosted" });
}

function paid(session: string): Checkout {
  const { FRONT_END_BASE_URL: base, CHECKOUT_SUCCESS_URL_PATH: path } = env();
  return { session_id: session, url: `${base}/${path}?${new URLSearchParams({ session })}` };
}
