// What the checkout page knows of its session, read in one transaction.
import { formatMoney } from "../../conventions/currencies.ts";
import { boundsOf } from "../../billing/checkout/change-items.ts";
import { sessionLines, type SessionLine } from "../../billing/checkout/checkout-amounts.ts";
import { asOfNow } from "../../billing/checkout/complete-checkout.ts";
import { questionsOf, type Questions } from "../../billing/checkout/questions.ts";
import { savedMethods } from "../../billing/checkout/saved-methods.ts";
import { includesTax, sumOf } from "../../billing/tax/tax-lines.ts";
import { billingSettings } from "../../billing/settings.ts";
import { DAY } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession, Customer, Price } from "../../store/objects.ts";
import type { SessionItem } from "../../store/details.ts";
import { checkoutTaxes } from "./taxes.ts";
import { appliedDiscount, type AppliedDiscount } from "./promotion.tsx";
import { cardName, day, perInterval, priceTerms, productName } from "../wording.ts";
import type { Language, Say } from "../words.ts";
import { speech, type Visit } from "./visit.ts";

export interface ViewedLine {
  id: string;
  name: string;
  description: string | null;
  quantity: number;
  terms: string;
  /** Where the payer may change the quantity. */
  bounds: { min: number; max: number } | undefined;
  /** Which optional item it is. */
  optional: number | undefined;
}

export interface CheckoutView {
  session: CheckoutSession;
  customer: Customer | undefined;
  /** Where its form goes. */
  address: string;
  language: Language;
  say: Say;
  lines: ViewedLine[];
  /** What may be added to the order. */
  offers: { index: number; name: string; terms: string }[];
  /** What is charged again and again: "$10.00 per month". */
  renewal: string;
  trial: { days: number; ends: string } | undefined;
  /** The date of the first whole payment, and whether the time until then is free. */
  anchor: { on: string; free: boolean } | undefined;
  dueToday: string | undefined;
  discount: AppliedDiscount | undefined;
  /** "VAT (19%)", with what it is. */
  taxes: { name: string; amount: string }[];
  needsCard: boolean;
  /** What it may be paid with: `card`, `sepa_debit`. */
  methods: string[];
  saved: { id: string; name: string }[];
  questions: Questions;
  terms: string | null;
  /** The address that is known already and can't be changed here. */
  email: string | null;
}

export function checkoutView(ctx: Context, stored: CheckoutSession, visit: Visit): CheckoutView {
  const session = asOfNow(ctx, stored);
  const { language, say } = speech(session, visit);
  const detail = ctx.store.detail("checkout.session", session.id);
  const now = nowFor(ctx, session.customer);
  const items = (detail?.line_items ?? []).flatMap((item) => {
    const price = ctx.store.get("price", item.price);
    return price ? [{ item, price, quantity: item.quantity }] : [];
  });
  const { trial_end = null, trial_period_days = null, anchor = null } = detail?.subscription_data ?? {};
  const trialEnd = trial_end ?? (trial_period_days === null ? null : now + trial_period_days * DAY);
  const customer = session.customer === null ? undefined : ctx.store.get("customer", session.customer);
  return {
    session,
    customer,
    address: `/c/pay/${visit.name}`,
    language,
    say,
    lines: items.map(({ item, price, quantity }) => ({
      id: item.id,
      name: productName(ctx, price),
      description: ctx.store.get("product", price.product)?.description ?? null,
      quantity,
      terms: priceTerms(ctx, price, quantity, say, session.currency ?? price.currency),
      bounds: boundsOf(item),
      optional: item.optional,
    })),
    offers: offersOf(ctx, session, detail?.line_items ?? [], say),
    renewal: renewal(ctx, session, say),
    trial:
      trialEnd === null
        ? undefined
        : { days: trial_period_days ?? wholeDays(trialEnd - now), ends: day(trialEnd, language) },
    anchor:
      anchor && anchor.at > now
        ? { on: day(anchor.at, language), free: anchor.proration_behavior === "none" }
        : undefined,
    dueToday: session.amount_total === null ? undefined : formatMoney(session.amount_total, session.currency ?? "usd"),
    discount: appliedDiscount(ctx, session, say),
    taxes: checkoutTaxes(ctx, session),
    needsCard: session.payment_method_collection !== "if_required" || session.amount_total !== 0,
    methods: session.payment_method_types,
    saved: savedMethods(ctx, session).map((method) => ({ id: method.id, name: say(cardName(method)) })),
    questions: questionsOf(ctx, session),
    terms: billingSettings(ctx.store).terms_of_service_url,
    email: customer?.email ?? session.customer_email,
  };
}

function offersOf(ctx: Context, session: CheckoutSession, items: SessionItem[], say: Say): CheckoutView["offers"] {
  return (session.optional_items ?? []).flatMap(({ price: id, quantity }, index) => {
    const price = ctx.store.get("price", id);
    const added = items.some(({ optional }) => optional === index);
    return price && !added
      ? [
          {
            index,
            name: productName(ctx, price),
            terms: priceTerms(ctx, price, quantity, say, session.currency ?? price.currency),
          },
        ]
      : [];
  });
}

/** Days that are sure to be whole. Part of the first one has passed when the page is read. */
function wholeDays(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / DAY) - 1);
}

/** One sum for each interval, without the tax on top of it. What is bought once is not in it. */
function renewal(ctx: Context, session: CheckoutSession, say: Say): string {
  const sums = new Map<string, { amount: number; taxed: boolean }>();
  const currency = session.currency ?? "usd";
  for (const line of sessionLines(ctx, session)) {
    if (!isRecurring(line.price)) continue;
    const every = perInterval(line.price.recurring, say);
    const { amount = 0, taxed = false } = sums.get(every) ?? {};
    sums.set(every, { amount: amount + line.amount_subtotal, taxed: taxed || hasTaxOnTop(ctx, session, line) });
  }
  return [...sums]
    .map(
      ([every, { amount, taxed }]) => `${formatMoney(amount, currency)} ${every}${taxed ? ` ${say("plus tax")}` : ""}`,
    )
    .join(say(" and "));
}

/** It is, or will be once the address is known. */
function hasTaxOnTop(ctx: Context, session: CheckoutSession, { price, taxes }: SessionLine): boolean {
  if (session.automatic_tax.status === "requires_location_inputs")
    return !includesTax(ctx, price, session.currency ?? price.currency);
  return sumOf(taxes, "exclusive") > 0;
}

function isRecurring(price: Price): boolean {
  return price.recurring !== null;
}
