import { priceIn } from "@/lib/amounts";
import { messagesIn } from "@/lib/messages";
import type { Change, Names, TimelineInvoice } from "./history";

// Every sentence of a timeline, for our own staff. Days are UTC's.
const english = messagesIn("en");

/** What differs between two looks at a subscription; without an earlier one, how it began. */
export function changeSentences(workspaceId: string, before: Change | null, after: Change, names: Names): string[] {
  if (!before) return beginning(after, names);
  if (before.workspaceId !== after.workspaceId) return moved(workspaceId, after, names);
  return [
    ...(before.status === after.status ? [] : [statusSentence(before, after)]),
    ...(after.owedSince && !before.owedSince
      ? ["An invoice has been a draft for four days, so it counts as owed."]
      : []),
    ...(after.graceEnded && !before.graceEnded ? ["The days of grace are over, and the payment is still owed."] : []),
    ...planSentences(before, after, names),
    ...trialSentences(before, after),
    ...(after.live ? cancellationSentences(before, after) : []),
  ];
}

function beginning(first: Change, names: Names): string[] {
  const plan = planOf(first.items, first.currency, names);
  switch (first.status) {
    case "incomplete":
      return [`Began to buy ${plan}. The first payment has not gone through yet.`];
    case "incomplete_expired":
      return [`Began to buy ${plan}. The first payment never went through, so the plan did not start.`];
    case "trialing":
      return [`Bought ${plan}.`, trialBegan(first), ...cancellationSentences(null, first)];
    case "active":
      return [`Bought ${plan}.`, ...cancellationSentences(null, first)];
    case "canceled":
      return [`Bought ${plan}.`, "Has ended since."];
    default:
      return [`Bought ${plan}.`, statusSentence(null, first)];
  }
}

function moved(workspaceId: string, after: Change, names: Names): string[] {
  const plan = planOf(after.items, after.currency, names);
  if (after.workspaceId === workspaceId) return [`${plan} was given to this workspace.`];
  if (after.workspaceId) return [`${plan} was given to another workspace.`];
  return [`${plan} was taken from this workspace: Stripe's metadata names none of ours any more.`];
}

function statusSentence(before: Change | null, after: Change): string {
  const from = before?.status ?? null;
  switch (after.status) {
    case "active":
      if (from === "incomplete") return "The first payment went through: the plan began.";
      if (from === "trialing") return "The trial ended, and the plan goes on.";
      if (from === "past_due" || from === "unpaid") return "The payment that was owed is settled: the plan goes on.";
      return from === "paused" ? "The plan goes on after its pause." : "The plan is active again.";
    case "trialing":
      return trialBegan(after);
    case "past_due":
      if (after.byInvoice) return "An invoice is overdue. The plan continues for now.";
      return "A payment failed. The plan goes on while it is tried again.";
    case "unpaid":
      if (after.byInvoice) return "An invoice is overdue for too long. The plan is stopped until it is paid.";
      return "Payments failed for good. The plan is stopped until one goes through.";
    case "paused":
      return pausedSentence(after.pausedReason);
    case "incomplete_expired":
      return "The first payment never went through, so the plan did not start.";
    case "canceled":
      if (before && isEnding(before)) return "The plan ended, as its cancellation had said.";
      if (from === "past_due" || from === "unpaid") return "The plan ended with a payment still owed.";
      return "The plan was canceled and ended at once.";
    default:
      return `The status became ${after.status ?? "unknown"}${from ? `; it was ${from}` : ""}. It isn't known here, so the plan grants nothing.`;
  }
}

/** By Stripe's reason. Of an earlier pause it is no longer known. */
function pausedSentence(reason: string | null | undefined): string {
  switch (reason) {
    case "trial_end_without_payment_method":
      return "The trial ended without a card, so the plan is paused.";
    case "first_payment_failure":
      return "The first payment failed, so the plan is paused.";
    case "final_payment_failure":
      return "The last payment attempt failed, so the plan is paused.";
    case "pause_requested":
      return "The plan was paused on request.";
    case "system":
      return "Stripe paused the plan.";
    default:
      return "The plan was paused.";
  }
}

const trialBegan = ({ trialEnd }: Change) =>
  trialEnd ? `A trial began. It ends on ${english.date(trialEnd)}.` : "A trial began.";

function trialSentences(before: Change, after: Change): string[] {
  if (before.status !== "trialing" || after.status !== "trialing" || sameTime(before.trialEnd, after.trialEnd))
    return [];
  return after.trialEnd
    ? [`The trial now ends on ${english.date(after.trialEnd)}.`]
    : ["The trial has no end any more."];
}

const isEnding = ({ cancelAt, cancelAtPeriodEnd }: Change) => cancelAt !== null || cancelAtPeriodEnd;

function cancellationSentences(before: Change | null, after: Change): string[] {
  const when = after.cancelAt ? `on ${english.date(after.cancelAt)}` : "at the end of its period";
  if (!before || !isEnding(before)) return isEnding(after) ? [`A cancellation was set: the plan ends ${when}.`] : [];
  if (!isEnding(after)) return ["The cancellation was taken back."];
  return after.cancelAt && !sameTime(before.cancelAt, after.cancelAt) ? [`The plan now ends ${when}.`] : [];
}

const sameTime = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime();

type Item = Change["items"][number];

/** What was exchanged, added and removed; an item that stayed as it was is not spoken of. */
function planSentences(before: Change, after: Change, names: Names): string[] {
  const gone = without(before.items, after.items);
  const come = without(after.items, before.items);
  const [old] = gone;
  const [new_] = come;
  if (gone.length === 1 && come.length === 1 && old && new_) {
    const what = old.product_id !== new_.product_id ? "plan" : old.price_id !== new_.price_id ? "price" : "quantity";
    return [
      `The ${what} changed from ${planOf(gone, after.currency, names)} to ${planOf(come, after.currency, names)}.`,
    ];
  }
  return [
    ...(gone.length > 0 ? [`${planOf(gone, after.currency, names)} was removed.`] : []),
    ...(come.length > 0 ? [`${planOf(come, after.currency, names)} was added.`] : []),
  ];
}

function without(items: Item[], others: Item[]): Item[] {
  const left = others.map(sameness);
  return items.filter((item) => {
    const at = left.indexOf(sameness(item));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const sameness = ({ product_id, price_id, quantity }: Item) => JSON.stringify([product_id, price_id, quantity]);

function planOf(items: Item[], currency: Change["currency"], names: Names): string {
  if (items.length === 0) return "a plan without items";
  return items.map((item) => itemText(item, currency, names)).join(" and ");
}

export function itemText({ product_id, price_id, quantity }: Item, currency: Change["currency"], names: Names): string {
  const name = names.products.get(product_id ?? "")?.name ?? product_id ?? "a plan";
  const known = names.prices.get(price_id ?? "");
  const paidIn = currency ?? known?.currency ?? null;
  const price = known && paidIn !== null ? priceIn(known, paidIn) : null;
  const times = quantity !== null && quantity !== 1 ? `${quantity} × ` : "";
  if (!price?.interval) return `${times}${name}`;
  const { interval, intervalCount } = price;
  return `${name} (${times}${english.price({ ...price, interval, intervalCount: intervalCount ?? 1 })})`;
}

/**
 * @param isLast it came when the plan had ended, for what was used or changed until then
 * @returns what became of an invoice; null for one that is not worth a line (a draft, or nothing due at the beginning)
 */
export function invoiceSentence(invoice: TimelineInvoice, isLast = false): string | null {
  const { status, billingReason, attemptCount, nextPaymentAttempt, number } = invoice;
  const attempts = attemptCount ?? 0;
  const total = money(invoice.totalMinor, invoice.currency);
  const named = number ? ` (invoice ${number})` : "";
  switch (status) {
    case "paid": {
      const late = attempts > 1 ? `, at attempt ${attempts}` : "";
      const nothing = !invoice.amountPaidMinor;
      if (nothing && billingReason === "subscription_create") return null;
      const paid = nothing ? "nothing was due" : `${money(invoice.amountPaidMinor, invoice.currency)} paid${late}`;
      return `${isLast ? "Last invoice" : (REASONS.get(billingReason ?? "") ?? "Invoice settled")}: ${paid}${named}.${wentBack(invoice)}`;
    }
    case "draft":
      return invoice.finalizationError
        ? `An invoice over ${total} can't be finalized (${invoice.finalizationError}), so nothing is collected${named}.`
        : null;
    case "open": {
      if (attempts === 0 || invoice.byInvoice) return `An invoice over ${total} is due${named}.`;
      const next = nextPaymentAttempt
        ? `The next attempt is on ${english.date(nextPaymentAttempt)}.`
        : "It is not tried again by itself.";
      return `A payment of ${total} failed, attempt ${attempts}${named}. ${next}`;
    }
    case "uncollectible":
      return `An invoice over ${total} was written off after ${attempts} attempts${named}.`;
    case "void":
      return `An invoice over ${total} was voided${named}.`;
    default:
      return null;
  }
}

function wentBack({ refundedMinor, disputeStatus, currency }: TimelineInvoice): string {
  const refunded = refundedMinor ? ` ${money(refundedMinor, currency)} of it was refunded.` : "";
  return disputeStatus ? `${refunded} The payment is disputed (${disputeStatus}).` : refunded;
}

/** https://docs.stripe.com/api/invoices/object#invoice_object-billing_reason */
const REASONS = new Map([
  ["subscription_create", "First payment"],
  ["subscription_cycle", "Renewed"],
  ["subscription_update", "Plan change"],
]);

const money = (minor: number | null, currency: string | null) =>
  minor === null || !currency ? "an unknown amount" : english.money(minor, currency);
