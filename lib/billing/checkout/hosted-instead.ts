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
import { findByStripeId, findUnfinished, type SessionRow } from "./sessions";

// One that takes the place of a plan without access is a checkout like any other.
const TAKEN_OVER = "SELECT predecessor_id FROM hand_over WHERE checkout_id = $1 AND kind <> 'replace' LIMIT 1";

/**
 * The same order on Stripe's own page, for a browser that can't show Stripe's form within ours. The session before is
 * expired first, as for any other order of the workspace, so asking twice finds the one that was made.
 * @returns for one that is paid already, or has given way to another order, the page that says so
 * @throws ProductError not_found for another's or an unknown session, and as createCheckout and takeOver
 */
export const hostedInstead = (user: User, stripeSessionId: string): Promise<Checkout> =>
  new Deadline().run(async () => {
    const row = await findByStripeId(stripeSessionId);
    if (!row || row.user_id !== user.id) throw notFound();
    if (row.state === "complete" || (await hasGivenWay(row))) return outcome(stripeSessionId);
    try {
      return await again(user, row);
    } catch (error) {
      if (await wasJustPaid(row)) return outcome(stripeSessionId);
      throw error;
    }
  });

/** To something else that is chosen by now: an old tab, whose form can't be shown, must not bring it back. */
async function hasGivenWay(row: SessionRow): Promise<boolean> {
  if (row.state === "open") return false;
  const open = await findUnfinished(row.workspace_id);
  return open !== null && (open.user_id !== row.user_id || soldBy(open) !== soldBy(row));
}

const soldBy = ({ parameters: { line_items, currency } }: SessionRow): string => JSON.stringify([line_items, currency]);

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

function outcome(session: string): Checkout {
  const { FRONT_END_BASE_URL: base, CHECKOUT_SUCCESS_URL_PATH: path } = env();
  return { session_id: session, url: `${base}/${path}?${new URLSearchParams({ session })}` };
}
