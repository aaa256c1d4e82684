// `expand[]`: ids are replaced by their objects, up to four levels deep; some fields appear only when asked for.
import type { Context } from "../conventions/context.ts";
import { firstTen } from "../conventions/first-ten.ts";
import { invalid } from "../conventions/errors.ts";
import { paymentsOf } from "../billing/payments/invoice-payments.ts";
import { lineItemsOf } from "../resources/checkout-line-items.ts";
import type { CheckoutSession, Invoice, Price } from "../store/objects.ts";
import { own } from "../conventions/own.ts";

const MAX_DEPTH = 4;

/** Fields that hold an id, by the kind of object that they are in. */
const IDS: Record<string, readonly string[]> = {
  customer: ["invoice_settings.default_payment_method", "default_source", "test_clock"],
  product: ["default_price", "tax_code"],
  price: ["product"],
  plan: ["product"],
  payment_method: ["customer"],
  "checkout.session": [
    "customer",
    "subscription",
    "invoice",
    "payment_intent",
    "setup_intent",
    "payment_link",
    "discounts.coupon",
    "discounts.promotion_code",
  ],
  subscription: [
    "customer",
    "default_payment_method",
    "default_source",
    "latest_invoice",
    "pending_setup_intent",
    "schedule",
    "test_clock",
    "discounts",
    "application",
    "on_behalf_of",
  ],
  invoice: [
    "customer",
    "total_discount_amounts.discount",
    "default_payment_method",
    "default_source",
    "discounts",
    "parent.subscription_details.subscription",
    "test_clock",
    "application",
    "on_behalf_of",
    "account_tax_ids",
  ],
  line_item: ["pricing.price_details.price", "discounts", "discount_amounts.discount"],
  subscription_item: ["discounts", "price"],
  invoice_payment: ["invoice", "payment.payment_intent"],
  payment_intent: ["customer", "payment_method", "latest_charge"],
  setup_intent: ["customer", "payment_method", "latest_attempt", "mandate"],
  "billing_portal.session": ["configuration"],
  subscription_schedule: ["customer", "subscription", "phases.items.price", "test_clock"],
  promotion_code: ["promotion.coupon", "customer"],
  discount: ["source.coupon", "promotion_code", "customer"],
  charge: ["customer", "payment_intent", "balance_transaction", "invoice"],
  dispute: ["charge", "payment_intent"],
  refund: ["charge", "payment_intent", "balance_transaction"],
  invoiceitem: ["customer", "discounts", "invoice", "test_clock", "pricing.price_details.price"],
  "entitlements.active_entitlement": ["feature"],
};

/** Fields that are left out until they are asked for. */
const EXTRAS: Record<string, Record<string, (ctx: Context, object: never) => unknown>> = {
  price: {
    tiers: (ctx, price: Price) => ctx.store.detail("price", price.id)?.tiers ?? undefined,
    currency_options: (ctx, price: Price) => ctx.store.detail("price", price.id)?.currency_options,
  },
  "checkout.session": { line_items: (ctx, session: CheckoutSession) => lineItemsOf(ctx, session, {}) },
  invoice: {
    payments: (ctx, invoice: Invoice) => paymentsOf(ctx, invoice.id),
    confirmation_secret: confirmationSecret,
  },
  coupon: {
    applies_to: (ctx, coupon: { id: string }) => ({ products: ctx.store.detail("coupon", coupon.id)?.products ?? [] }),
    currency_options: (ctx, coupon: { id: string }) => ctx.store.detail("coupon", coupon.id)?.amounts,
  },
  subscription: {},
  // Stripe leaves these out until asked; here they are always shown, and asking is allowed
  "billing_portal.configuration": { "features.subscription_update.products": () => undefined },
  customer: { subscriptions: (ctx, customer: { id: string }) => subscriptionsOf(ctx, customer.id) },
};

/** What a page would need to ask for the payment: that of the invoice's payment intent. */
function confirmationSecret(ctx: Context, invoice: Invoice) {
  const intent = paymentsOf(ctx, invoice.id)
    .data.map(({ payment }) => ctx.store.get("payment_intent", payment.payment_intent ?? ""))
    .find(Boolean);
  return intent ? { client_secret: intent.client_secret, type: "payment_intent" } : null;
}

function subscriptionsOf(ctx: Context, customer: string) {
  const data = [...ctx.store.list("subscription", { by: ["customer", customer] })].filter(
    (one) => one.status !== "canceled",
  );
  return { object: "list", data, has_more: false, url: `/v1/customers/${customer}/subscriptions` };
}

type Json = Record<string, unknown>;

/** A copy of the answer with the wanted fields expanded. */
export function expand(ctx: Context, answer: object, paths: string[] = []): object {
  if (paths.length === 0) return answer;
  const copy = structuredClone(answer) as Json;
  for (const path of paths) {
    const steps = path.split(".");
    const depth = steps.filter((step) => step !== "data").length;
    if (depth > MAX_DEPTH) {
      throw invalid(
        `You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`,
        "expand",
        "property_expansion_max_depth",
      );
    }
    expandPath(ctx, copy, steps, path);
  }
  return copy;
}

/** `owner` is the nearest Stripe object; `inside` the steps walked since within its plain hashes. */
function expandPath(
  ctx: Context,
  owner: Json,
  steps: string[],
  path: string,
  holder: Json = owner,
  inside: string[] = [],
): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  const kind = String(owner.object);
  const field = [...inside, step].join(".");
  const extra = own(own(EXTRAS, kind), field);
  if (extra && holder[step] === undefined) holder[step] = structuredClone(extra(ctx, owner as never));
  const value = own(holder, step);
  const isId = own(IDS, kind)?.includes(field) ?? false;
  if (isId && (value === undefined || value === null)) return;
  const found = isId && typeof value === "string" ? ctx.store.find(value) : undefined;
  if (found) holder[step] = structuredClone(firstTen(found));
  if (isId && Array.isArray(value))
    holder[step] = value.map((id) => (typeof id === "string" ? (structuredClone(ctx.store.find(id)) ?? id) : id));
  if (rest.length === 0 && !isId && !extra) throw notExpandable(path);
  descend(ctx, owner, holder[step], rest, path, [...inside, step]);
}

function descend(ctx: Context, owner: Json, value: unknown, rest: string[], path: string, inside: string[]): void {
  if (rest.length === 0 || value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const element of value) descend(ctx, owner, element, rest, path, inside);
  } else if (typeof value !== "object") {
    throw notExpandable(path);
  } else if ("object" in value) {
    expandPath(ctx, value as Json, rest, path);
  } else {
    expandPath(ctx, owner, rest, path, value as Json, inside);
  }
}

function notExpandable(path: string) {
  return invalid(`This property cannot be expanded (${path}).`, "expand");
}
