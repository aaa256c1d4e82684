import { amountFor, type Priced } from "@/lib/amounts";
import { smallestCharge } from "@/lib/currencies";
import type { BilledBeside } from "../mirror/subscription-record";
import type { Part } from "../previews/parts";

/** Why the next payment differs from the sum of the items, or can't be calculated from them. */
export type Beside = BilledBeside | "use" | "tiers" | "change";

export type NextPayment = {
  at: Date;
  currency: string;
  /** The sum of the items; null where it depends on use or tiers. It is the whole amount only if `beside` is empty. */
  amountMinor: number | null;
  /** What is charged, apart from what `beside` still names; null until a preview tells it. */
  dueMinor: number | null;
  /** What `dueMinor` is made of. */
  parts: Part[];
  /** Stripe said it; else it is what the copy says. */
  isPreviewed: boolean;
  /** What `amountMinor` is made of. */
  plans: Part[];
  beside: Beside[];
  /** What the customer has left from before, and pays with first; below zero: what is added. */
  creditMinor: number;
};

/** What Stripe said of the next invoice, for the subscription as it is (../previews/). */
export type Preview = {
  at: Date;
  /** Before the customer's balance. */
  totalMinor: number;
  parts: Part[];
};

/** An item of a subscription, with what is known of its next invoice; its amounts are in the subscription's currency. */
export type BilledItem = Priced & {
  status: string;
  periodEnd: Date | null;
  isEnding: boolean;
  endsAt: Date | null;
  /** Nothing is charged after a trial that ends without a payment method. */
  trialWithoutCard?: "cancel" | "pause" | null;
  productId?: string | null;
  quantity: number | null;
  metered: boolean;
  tiered: boolean;
  billedBeside: BilledBeside[];
  /** The plan changed in this period and no invoice has settled it, so the next one includes the difference. */
  changeIsOpen: boolean;
  balanceMinor: number | null;
  preview?: Preview | null;
};

/**
 * What a subscription costs next, from the copy alone, and from a preview where the copy can't tell. What nobody can tell
 * yet is named instead of guessed.
 * @param items of one subscription
 * @returns null without an automatic payment, because it ends before, costs nothing, or needs an action
 */
export function nextPayment(items: BilledItem[]): NextPayment | null {
  const [first] = items;
  const at = earliest(items.flatMap(({ periodEnd }) => periodEnd ?? []));
  if (!first || !at || (first.status !== "active" && first.status !== "trialing")) return null;
  if (first.isEnding && (!first.endsAt || first.endsAt <= at)) return null;
  if (first.trialWithoutCard) return null;
  // Items of one subscription may be billed in different rhythms; those of a later day are for a later invoice.
  const due = items.filter(({ periodEnd }) => periodEnd?.getTime() === at.getTime());
  const currency = due.find((item) => item.currency)?.currency;
  if (!currency) return null;
  const amountMinor = sumOf(due);
  const beside = besides(due);
  const creditMinor = 0 - (first.balanceMinor ?? 0);
  if (
    amountMinor === 0 &&
    creditMinor >= 0 &&
    beside.every((one) => one === "discount" || one === "tax" || one === "pause")
  )
    return null;
  const next = { at, currency, amountMinor, beside, creditMinor };
  const plans = due.flatMap(planPart);
  return first.preview && needsPreview(next) ? previewed(next, plans, first.preview) : withDue(next, plans);
}

const CALCULATED_AT_STRIPE: ReadonlySet<Beside> = new Set(["discount", "tax", "schedule", "change", "tiers"]);

/**
 * Whether only Stripe can calculate it. What will be used nobody can, and while collection is paused nothing is charged, so
 * neither is a reason to ask.
 */
export const needsPreview = ({ beside }: Pick<NextPayment, "beside">): boolean =>
  !beside.includes("pause") && beside.some((one) => CALCULATED_AT_STRIPE.has(one));

type Known = Pick<NextPayment, "at" | "currency" | "amountMinor" | "beside" | "creditMinor">;

function previewed(next: Known, plans: Part[], preview: Preview): NextPayment {
  const { dueMinor, parts } = afterBalance(preview.totalMinor, -next.creditMinor, next.currency);
  const beside = next.beside.filter((one) => one === "use");
  return { ...next, at: preview.at, dueMinor, parts: [...preview.parts, ...parts], plans, beside, isPreviewed: true };
}

/** With what is charged, where the sum and the balance tell it. @param plans what the sum is made of */
export function withDue(next: Known, plans: Part[]): NextPayment {
  const { amountMinor, beside, creditMinor, currency } = next;
  const isKnown = amountMinor !== null && beside.every((one) => one === "use");
  const told = { ...next, plans, isPreviewed: false };
  if (!isKnown) return { ...told, dueMinor: null, parts: [] };
  const { dueMinor, parts } = afterBalance(amountMinor, -creditMinor, currency);
  return { ...told, dueMinor, parts: [...plans, ...parts] };
}

/**
 * What an invoice leaves to pay once the balance was applied. What is below the smallest charge, or is given back, stays in
 * the balance: https://docs.stripe.com/billing/customer/balance
 */
export function afterBalance(totalMinor: number, balanceMinor: number, currency: string) {
  const applied = Math.max(balanceMinor, -Math.max(0, totalMinor));
  const owed = totalMinor + balanceMinor;
  const dueMinor = owed < smallestCharge(currency) ? 0 : owed;
  const rest = dueMinor - totalMinor - applied;
  const part = (kind: Part["kind"], amountMinor: number): Part[] =>
    amountMinor === 0 ? [] : [{ kind, productId: null, description: null, amountMinor }];
  return {
    dueMinor,
    parts: [...part(applied > 0 ? "owed" : "balance", applied), ...part(rest > 0 ? "kept" : "later", rest)],
  };
}

/** Whether a last invoice may follow the end, for what was used or changed until then. */
export const settlesAtEnd = ({ status, metered, changeIsOpen }: BilledItem): boolean =>
  status !== "trialing" && (metered || changeIsOpen);

const earliest = (dates: Date[]): Date | null => (dates.length > 0 ? new Date(Math.min(...dates.map(Number))) : null);

const amountOf = (item: PlanItem): number | null => amountFor(item, item.quantity ?? 1, item.currency);

type PlanItem = Priced & Pick<BilledItem, "quantity" | "productId">;

/** None where its amount is not known. */
export function planPart(item: PlanItem): Part[] {
  const amountMinor = amountOf(item);
  return amountMinor === null
    ? []
    : [{ kind: "plan", productId: item.productId ?? null, description: null, amountMinor }];
}

/** Null unless some item has an amount, and each that does not is billed by use on top. */
function sumOf(items: BilledItem[]): number | null {
  const fixed = items.filter((item) => !item.metered);
  if (fixed.length === 0) return null;
  return fixed.map(amountOf).reduce((sum, amount) => (sum === null || amount === null ? null : sum + amount));
}

function besides(items: BilledItem[]): Beside[] {
  const named = new Set<Beside>();
  for (const item of items) {
    const { status, metered, billedBeside, changeIsOpen } = item;
    if (metered) named.add("use");
    else if (amountOf(item) === null) named.add("tiers");
    // Nothing is owed for the time of a trial, whichever plan it was spent with.
    if (changeIsOpen && status !== "trialing") named.add("change");
    for (const one of billedBeside) named.add(one);
  }
  return [...named];
}
