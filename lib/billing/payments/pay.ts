import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { billingRoleRequired } from "@/lib/errors";
import {
  invoiceNotFound,
  noPaymentMethod,
  nothingToPay,
  notThePayer,
  paymentActionRequired,
  paymentDeclined,
  paymentProcessing,
  paymentUnclear,
} from "../errors";
import { log } from "@/lib/observe/log";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isDeclined, isRefused, needsAuthentication, readFailure, usesUpKey } from "@/lib/stripe/failures";
import { writeOnce } from "@/lib/stripe/write";
import { mayBill, requireMembership } from "@/lib/workspaces/members";
import { noteRefusal } from "../cards/refused";
import { syncObject } from "../mirror/sync";
import { tryPendingWork } from "../pending-work/run";
import { decideOn, reachingStripe, tellIfForbidden, told } from "../stripe-call";
import type { User } from "../user";
import { fetchInvoice, type InvoiceState, invoiceState, payWith } from "./invoice";
import { resumePaid } from "./resume";
import { answeredTries, noteAnsweredTry } from "./tries";

type Owed = { id: string; subscriptionId: string; payerId: string | null; payer: string | null };

const OWED = `
  SELECT v.id, s.id AS "subscriptionId", u.id AS "payerId", COALESCE(NULLIF(u.name, ''), u.email) AS payer
  FROM invoice v
  JOIN subscription s ON s.id = v.subscription_id
  LEFT JOIN stripe_user su ON su.customer_id = v.customer_id
  LEFT JOIN "user" u ON u.id = su.user_id
  WHERE v.id = ANY ($2) AND s.workspace_id = $1 AND NOT v.deleted
  ORDER BY v.created_at, v.id`;

/**
 * Pays open invoices of a workspace now, with the card that pays for it: one by one, the oldest first, until one fails.
 * Each is named by the payer, so that nothing is charged that they did not see. What is paid already counts as paid.
 * @throws ProductError workspace_not_found, invoice_not_found, billing_role_required, not_the_payer, no_payment_method,
 *   nothing_to_pay, payment_processing, payment_action_required, payment_declined, payment_unclear, stripe_unavailable
 */
export async function payNow(user: User, workspaceId: string, invoiceIds: string[]): Promise<void> {
  const deadline = new Deadline(LONGEST_MS);
  await deadline.run(async () => {
    const owed = await requireOwed(user, workspaceId, invoiceIds);
    // A new card may wait to become the one that pays.
    await tryPendingWork(workspaceId);
    for (const one of owed) await payOne(one, deadline);
    for (const subscriptionId of new Set(owed.map((one) => one.subscriptionId)))
      await reachingStripe(() => resumePaid(subscriptionId, deadline));
  });
}

const LONGEST_MS = 20_000;

async function requireOwed(user: User, workspaceId: string, invoiceIds: string[]): Promise<Owed[]> {
  const { role } = await requireMembership(user.id, workspaceId);
  const owed = await statement<Owed>("invoices_owed", OWED, [workspaceId, invoiceIds]);
  const foreign = owed.find(({ payerId }) => payerId !== user.id);
  if ((foreign || owed.length === 0) && !mayBill(role)) throw billingRoleRequired();
  if (foreign) throw notThePayer(foreign.payer ?? "Somebody else");
  if (owed.length === 0 || owed.length < new Set(invoiceIds).size) throw invoiceNotFound();
  return owed;
}

async function payOne(owed: Owed, deadline: Deadline): Promise<void> {
  // Read before Stripe is asked: of two clicks at once the later one repeats the earlier one's key.
  const answered = await answeredTries(owed.id);
  const state = await reachingStripe(async () => invoiceState(await fetchInvoice(owed.id, deadline)));
  if (state.is !== "payable") {
    await copy(owed);
    if (state.is === "paid") return;
    throw refusalOf(state);
  }
  const { methodId, attempts, href } = state;
  if (methodId === null) throw noPaymentMethod();
  const key = `pay-${owed.id}-${methodId}-${attempts + answered}`;
  try {
    await writeOnce(key, deadline, (options) => stripe().invoices.pay(owed.id, payWith(methodId), options));
  } catch (error) {
    if (usesUpKey(error)) await noteAnsweredTry(owed.id, answered);
    if (isDeclined(error) && !needsAuthentication(error)) await noteRefusal(owed.subscriptionId, methodId, now());
    return afterFailure(error, owed, href, deadline);
  }
  await copy(owed);
}

/** It may be paid all the same: by somebody else meanwhile, or by a call whose answer was lost. */
async function afterFailure(error: unknown, owed: Owed, href: string | undefined, deadline: Deadline): Promise<void> {
  if (!readFailure(error)) throw error;
  const state = await fetchInvoice(owed.id, deadline).then(invoiceState, () => undefined);
  await copy(owed);
  if (state?.is === "paid") return;
  if (needsAuthentication(error)) throw paymentActionRequired(href, error);
  if (isDeclined(error)) throw paymentDeclined(error);
  if (state && state.is !== "payable") throw refusalOf(state);
  if (isRefused(error)) throw nothingToPay(error);
  // Nothing was tried, and the next try would be refused as well.
  if (decideOn(error)?.whose === "operator") throw await told(error);
  throw paymentUnclear(error);
}

function refusalOf(state: Exclude<InvoiceState, { is: "paid" | "payable" }>) {
  switch (state.is) {
    case "processing":
      return paymentProcessing();
    case "by_link":
      return paymentActionRequired(state.href);
    case "not_payable":
      return nothingToPay();
  }
}

/** The page that follows shows it. If Stripe can't be asked now, its events bring it. */
async function copy({ id, subscriptionId }: Owed): Promise<void> {
  try {
    await syncObject("invoice", id);
    await syncObject("subscription", subscriptionId);
  } catch (error) {
    await tellIfForbidden(error);
    log.warn(`The invoice ${id} could not be read after its payment`, { error });
  }
}
