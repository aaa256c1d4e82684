import type Stripe from "stripe";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { amountChanged, paymentDeclined, resumeNotPossible } from "../errors";
import { log } from "@/lib/observe/log";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isDeclined, isRefused, readFailure, usesUpKey } from "@/lib/stripe/failures";
import { writeOnce } from "@/lib/stripe/write";
import { MANAGED } from "../ownership/sql";
import { syncObject } from "../mirror/sync";
import { requirePaidItems } from "../portal/paid-items";
import { billLines, type NamedLine, withPlanNames } from "../portal/preview-lines";
import { reachingStripe, tellIfForbidden } from "../stripe-call";
import type { User } from "../user";
import { fetchPreview } from "../previews/preview";
import { type FetchedPause, fetchPaused } from "./paused";
import { type ResumeTerms, resumeTerms } from "./resume-terms";
import { noteAnsweredTry } from "./tries";

/** What a resume costs, said before it is confirmed. Amounts are Stripe's own, in minor units of `currency`. */
export type ResumeOffer = {
  terms: ResumeTerms;
  /** Charged at once; 0 in the period that is paid. */
  amountMinor: number;
  currency: string;
  /** The end of the period that continues, or of the one that begins; null where it is not known before. */
  periodEnd: Date | null;
  /** What the sum is made of; empty where nothing is charged. */
  lines: NamedLine[];
  planName: string | null;
};

/**
 * What a resume would cost the payer; nothing is changed. Null: it isn't paused any more.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account,
 *   resume_not_possible, stripe_unavailable
 */
export async function previewResume(
  user: User,
  workspaceId: string,
  subscriptionId: string,
): Promise<ResumeOffer | null> {
  const planName = await requireOwn(user, workspaceId, subscriptionId);
  const offer = await previewAnyResume(subscriptionId);
  return offer && { ...offer, planName };
}

/** The same for the operator, who may resume what the payer may not. The caller checks who is asking. */
export async function previewAnyResume(subscriptionId: string): Promise<ResumeOffer | null> {
  const deadline = new Deadline();
  return deadline.run(() =>
    reachingStripe(async () => {
      const found = await fetchPaused(subscriptionId, deadline);
      const offer = await offerIfPaused(found, deadline);
      if (offer) return offer;
      await syncObject("subscription", subscriptionId);
      return null;
    }),
  );
}

/**
 * Resumes what the payer has seen the sum of.
 * @param agreedMinor what they agreed to pay now
 * @throws ProductError as `previewResume`, and amount_changed, payment_declined (the plan stays paused, and the invoice
 *   can be paid for 23 hours)
 */
export async function resumePlan(
  user: User,
  workspaceId: string,
  subscriptionId: string,
  agreedMinor: number,
): Promise<void> {
  await requireOwn(user, workspaceId, subscriptionId);
  await resumeAny(subscriptionId, agreedMinor);
}

/** The same for the operator. The caller checks who is asking. */
export async function resumeAny(subscriptionId: string, agreedMinor: number): Promise<void> {
  const deadline = new Deadline(LONGEST_MS);
  await deadline.run(() => reachingStripe(() => resumeAgreed(subscriptionId, agreedMinor, deadline)));
}

async function resumeAgreed(subscriptionId: string, agreedMinor: number, deadline: Deadline): Promise<void> {
  const found = await fetchPaused(subscriptionId, deadline);
  const offer = await offerIfPaused(found, deadline);
  if (offer) {
    const { terms, amountMinor } = offer;
    if (terms === "operator" || terms === "pay_first") throw resumeNotPossible();
    if (amountMinor !== agreedMinor) throw amountChanged();
    await resume(found, terms, deadline);
  }
  await copy(subscriptionId);
}

const LONGEST_MS = 20_000;

/**
 * After a payment of what it was paused for. Stripe may have resumed it already; if not, it continues in the period that
 * was just paid. If that is over, nothing is done: a new period is charged, so the payer has to see its sum first.
 */
export async function resumePaid(subscriptionId: string, deadline: Deadline): Promise<void> {
  const [row] = await statement<{ isPaused: boolean }>("is_paused_here", IS_PAUSED, [subscriptionId]);
  if (!row?.isPaused) return;
  const found = await fetchPaused(subscriptionId, deadline);
  if (found.paused && resumeTerms(found.paused, now()) === "same_period" && isFailure(found.paused.reason))
    await resume(found, "same_period", deadline);
  await copy(subscriptionId);
}

const IS_PAUSED = `SELECT s.status = 'paused' AND ${MANAGED} AS "isPaused" FROM subscription s WHERE s.id = $1`;

/** It was paused because of a payment, so the payment is all that it waits for. */
export const isFailure = (reason: string | null): boolean =>
  reason === "first_payment_failure" || reason === "final_payment_failure";

const OWN = `
  SELECT s.paused_reason AS reason, s.collection_method AS "collectionMethod", ${MANAGED} AS "managed"
  FROM subscription s WHERE s.id = $1`;

/** @returns the plan's name */
async function requireOwn(user: User, workspaceId: string, subscriptionId: string): Promise<string | null> {
  const { mine } = await requirePaidItems(user, workspaceId);
  const item = mine.find((one) => one.subscription_id === subscriptionId);
  const [row] = await statement<{ reason: string | null; collectionMethod: string | null; managed: boolean }>(
    "resume_own",
    OWN,
    [subscriptionId],
  );
  if (!item || !row || !mayPayerResume(row)) throw resumeNotPossible();
  return item.product_name;
}

/** What Stripe paused, and what is paid by invoice, is the operator's to resume. */
export const mayPayerResume = (paused: {
  reason: string | null;
  collectionMethod: string | null;
  managed: boolean;
}): boolean => paused.managed && paused.reason !== "system" && paused.collectionMethod !== "send_invoice";

async function offerIfPaused(found: FetchedPause, deadline: Deadline): Promise<ResumeOffer | null> {
  if (!found.paused) return null;
  try {
    return await offerOf(found, deadline);
  } catch (error) {
    // Another click was quicker, and Stripe refuses to say what a resume would cost.
    if (!isRefused(error) || (await fetchPaused(found.subscription.id, deadline)).paused) throw error;
    return null;
  }
}

async function offerOf({ subscription, paused }: FetchedPause, deadline: Deadline): Promise<ResumeOffer> {
  const { currency } = subscription;
  const terms = paused ? resumeTerms(paused, now()) : "operator";
  const nothing = { terms, amountMinor: 0, currency, lines: [], planName: null };
  if (terms !== "new_period") return { ...nothing, periodEnd: paused?.periodEnd ?? null };
  const bill = await fetchPreview(
    { subscription: subscription.id, subscription_details: { resume_at: "now" } },
    deadline,
  );
  return {
    ...nothing,
    amountMinor: bill.amount_due,
    currency: bill.currency,
    periodEnd: endOf(bill),
    lines: await withPlanNames(billLines(bill, meteredIn(subscription))),
  };
}

const endOf = ({ lines }: Stripe.Invoice): Date | null => {
  const ends = lines.data.map(({ period }) => period.end);
  // Of many lines a preview brings the first ones, and what was changed before comes first.
  return ends.length > 0 && !lines.has_more ? new Date(Math.max(...ends) * 1000) : null;
};

const meteredIn = ({ items }: Stripe.Subscription): Set<string> =>
  new Set(items.data.flatMap(({ price }) => (price.recurring?.usage_type === "metered" ? price.id : [])));

const PARAMETERS = {
  same_period: { billing_cycle_anchor: { type: "unchanged" }, proration_behavior: "none" },
  // It stays paused until the new period is paid.
  new_period: { billing_cycle_anchor: { type: "now" }, payment_behavior: "resume_on_payment_success" },
} satisfies Record<string, Stripe.SubscriptionResumeParams>;

/**
 * The key names this pause and its latest invoice: two clicks make one period, and a try after a refused one, whose
 * invoice is void by then, is another.
 */
async function resume(
  { subscription, paused, answered }: FetchedPause,
  terms: keyof typeof PARAMETERS,
  deadline: Deadline,
): Promise<void> {
  const { id, latest_invoice: invoice } = subscription;
  const since = paused?.pausedAt ? Math.floor(paused.pausedAt.getTime() / 1000) : "unknown";
  const latest = (typeof invoice === "string" ? invoice : invoice?.id) ?? "none";
  const key = `resume-${id}-${since}-${latest}-${terms}-${answered}`;
  try {
    const after = await writeOnce(key, deadline, (options) =>
      stripe().subscriptions.resume(id, PARAMETERS[terms], options),
    );
    // Under this key Stripe would repeat its answer, although the plan may be paused again.
    await noteAnsweredTry(id, answered);
    if (after.status !== "paused") return;
  } catch (error) {
    if (!readFailure(error)) throw error;
    if (usesUpKey(error)) await noteAnsweredTry(id, answered);
    await copy(id);
    if (isDeclined(error)) throw paymentDeclined(error);
    if (!isRefused(error)) throw error;
    const { status } = await stripe().subscriptions.retrieve(id, {}, deadline.options());
    if (status === "paused") throw resumeNotPossible(error);
    return; // somebody else was quicker
  }
  // The invoice of the new period was refused. It can be paid on the dashboard, and then the plan resumes.
  await copy(id);
  throw paymentDeclined();
}

/** The page that follows shows it. If Stripe can't be asked now, its events bring it. */
async function copy(subscriptionId: string): Promise<void> {
  try {
    await syncObject("subscription", subscriptionId);
    const [row] = await statement<{ id: string | null }>(
      "latest_invoice_of",
      "SELECT latest_invoice_id AS id FROM subscription WHERE id = $1",
      [subscriptionId],
    );
    if (row?.id) await syncObject("invoice", row.id);
  } catch (error) {
    await tellIfForbidden(error);
    log.warn(`The subscription ${subscriptionId} could not be read after its resume`, { error });
  }
}
