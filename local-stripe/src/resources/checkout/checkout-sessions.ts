import { fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { checkLeast, purchaseOf, withDiscount } from "../../billing/checkout/checkout-amounts.ts";
import { checkSavedLocation } from "../../billing/checkout/checkout-tax.ts";
import { checkTaxes } from "../subscriptions/subscription-params.ts";
import { checkCurrency } from "../../billing/customers/currency.ts";
import { redeemable } from "../../billing/discounts/redemption.ts";
import { expireSession } from "../../billing/checkout/expire-session.ts";
import { currenciesOf } from "../../billing/invoices/amounts.ts";
import { amountOf } from "../../billing/subscriptions/subscription-object.ts";
import { create } from "../../billing/changes.ts";
import { DAY, MINUTE } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid, StripeError } from "../../conventions/errors.ts";
import { cursor, inRange, listParams, page, range } from "../../conventions/lists.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import { object, oneOf, required, string } from "../../conventions/params.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import { lineItemsOf } from "./checkout-line-items.ts";
import { sessionObject } from "./checkout-session-object.ts";
import { setupIntentObject } from "../../billing/payments/charges.ts";
import { createFields, type SessionParams } from "./checkout-session-params.ts";
import { checkPaymentFields, paymentData } from "./payment-data.ts";
import { subscriptionDataOf } from "./subscription-data.ts";
import { checkPage } from "./check-page.ts";
import { sessionPage } from "./page-object.ts";
import { updateFields, updateSession } from "./update-session.ts";
import { checkCurrencies, checkKinds, offeredItems, pricedItem, type PricedItem } from "./session-items.ts";

function createSession(ctx: Context, params: SessionParams): CheckoutSession {
  const customer = params.customer === undefined ? undefined : fetchNamed(ctx, "customer", params.customer, "customer");
  const now = nowFor(ctx, customer?.id ?? null);
  checkPage(ctx, params, customer);
  checkPairs(params);
  checkExpiry(params.expires_at, now);
  const items = itemsOf(ctx, params);
  const currency = currencyFor(ctx, params, items);
  if (customer && currency !== null && params.mode === "subscription") checkCurrency(ctx, customer.id, currency);
  const recurring = items.filter(({ price }) => price.type === "recurring");
  const subscription_data = subscriptionDataOf(ctx, params.subscription_data, recurring, now);
  checkTaxes({
    automatic_tax: { enabled: params.automatic_tax?.enabled === true },
    default_tax_rates: subscription_data.default_tax_rates ?? [],
    items: { data: items.map(({ item }) => item) },
  });
  const offered = params.optional_items && offeredItems(ctx, params.optional_items);
  if (offered?.prices.some((price) => !currenciesOf(ctx, price).includes(currency ?? "")))
    throw invalid("All prices must have the same currency.", "optional_items");
  const made = sessionObject(ctx, params, customer, {
    now,
    amount:
      params.mode === "setup"
        ? null
        : amountOf(
            ctx,
            items.map(({ item, price }) => ({ price, quantity: item.quantity })),
            currency ?? undefined,
          ),
    currency,
    setup_intent: params.mode === "setup" ? setupIntentOf(ctx, customer?.id ?? null, now, params) : null,
  });
  const session: CheckoutSession = { ...made, ...(offered && { optional_items: offered.shown }) };
  const line_items = items.map(({ item }) => item);
  const page = sessionPage(params, session.client_secret);
  ctx.store.putDetail("checkout.session", session.id, {
    line_items,
    subscription_data,
    page,
    ...(params.mode === "payment" && { payment_data: paymentData(params) }),
  });
  checkSavedLocation(ctx, session);
  const [discount] = params.discounts ?? [];
  const chosen = discount && redeemable(ctx, discount, purchaseOf(ctx, session), "discounts[0]");
  const priced = params.mode === "setup" ? session : withDiscount(ctx, session, chosen);
  checkLeast(priced);
  return create(ctx, "checkout.session", priced);
}

function checkPairs(params: SessionParams): void {
  checkPaymentFields(params);
  if (params.customer !== undefined && params.customer_email !== undefined) {
    throw invalid("You may only specify one of these parameters: customer, customer_email.", "customer_email");
  }
  if (params.allow_promotion_codes !== undefined && params.discounts !== undefined) {
    throw invalid("You may only specify one of these parameters: allow_promotion_codes, discounts.", "discounts");
  }
  if (params.mode === "setup" && params.automatic_tax?.enabled)
    throw invalid("You can not pass `automatic_tax` in `setup` mode.", "automatic_tax");
  if (params.mode === "setup" && params.discounts)
    throw invalid("You can not pass `discounts` in `setup` mode.", "discounts");
  if (params.mode === "setup" && params.subscription_data)
    throw invalid("You can not pass `subscription_data` in `setup` mode.", "subscription_data");
}

function checkExpiry(at: number | undefined, now: number): void {
  if (at !== undefined && (at < now + 30 * MINUTE || at > now + DAY)) {
    throw invalid(
      "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
      "expires_at",
    );
  }
}

function itemsOf(ctx: Context, params: SessionParams): PricedItem[] {
  if (params.mode === "setup") {
    if (params.line_items) throw invalid("You can not pass `line_items` in `setup` mode.", "line_items");
    return [];
  }
  if (!params.line_items || params.line_items.length === 0)
    throw invalid("Missing required param: line_items.", "line_items", "parameter_missing");
  const items = params.line_items.map((given, index) => pricedItem(ctx, given, `line_items[${index}]`));
  checkKinds(items, params.mode);
  return items;
}

/** That which is asked for, else the one that the customer is billed in, else that of the first price. */
function currencyFor(ctx: Context, params: SessionParams, items: PricedItem[]): string | null {
  const asked = params.currency?.toLowerCase();
  const [first] = items;
  if (!first) return asked ?? null;
  const usual = params.customer === undefined ? undefined : ctx.store.get("customer", params.customer)?.currency;
  const fits = usual && items.every(({ price }) => currenciesOf(ctx, price).includes(usual));
  const currency = asked ?? (fits ? usual : first.price.currency);
  checkCurrencies(ctx, items, currency, asked !== undefined);
  return currency;
}

/** A card to be saved has its intent from the beginning (recorded on dahlia). */
function setupIntentOf(
  ctx: Context,
  customer: string | null,
  now: number,
  { setup_intent_data: data, allowed_payment_method_types: types = ["card"] }: SessionParams,
): string {
  return create(
    ctx,
    "setup_intent",
    {
      ...setupIntentObject(customer, null, now),
      description: data?.description ?? null,
      metadata: changeMetadata({}, data?.metadata),
      payment_method_types: types,
      status: "requires_payment_method",
    },
    "setup_intent.created",
  ).id;
}

/** No quotes and no param, unlike other missing objects (crvouga/mockingbird checkout-sessions.ts). */
export function fetchSession(ctx: Context, id: string): CheckoutSession {
  const session = ctx.store.get("checkout.session", id);
  if (!session) throw missingSession(id);
  return session;
}

function missingSession(id: string): StripeError {
  return new StripeError(404, "invalid_request_error", `No such checkout.session: ${id}`, { code: "resource_missing" });
}

const filters = {
  customer: string(),
  customer_details: object({ email: required(string()) }),
  created: range(),
  payment_intent: string(),
  payment_link: string(),
  status: oneOf("open", "complete", "expired"),
  subscription: string(),
};

export const checkoutSessionEndpoints = [
  post("/v1/checkout/sessions", createFields, createSession),
  get(
    "/v1/checkout/sessions",
    listParams(filters),
    (ctx, { customer, customer_details, created, payment_intent, payment_link, status, subscription, ...at }) =>
      page(ctx, "checkout.session", "/v1/checkout/sessions", at, {
        by:
          customer !== undefined
            ? ["customer", customer]
            : subscription !== undefined
              ? ["subscription", subscription]
              : payment_intent !== undefined
                ? ["payment_intent", payment_intent]
                : undefined,
        where: (session) =>
          (status === undefined || session.status === status) &&
          (subscription === undefined || session.subscription === subscription) &&
          (customer === undefined || session.customer === customer) &&
          (payment_intent === undefined || session.payment_intent === payment_intent) &&
          (payment_link === undefined || session.payment_link === payment_link) &&
          (customer_details === undefined || session.customer_details?.email === customer_details.email) &&
          inRange(session.created, created),
      }),
  ),
  get("/v1/checkout/sessions/:id", {}, (ctx, _params, id) => fetchSession(ctx, id)),
  post("/v1/checkout/sessions/:id", updateFields, (ctx, params, id) =>
    updateSession(ctx, fetchSession(ctx, id), params),
  ),
  post("/v1/checkout/sessions/:id/expire", {}, (ctx, _params, id) => {
    const session = fetchSession(ctx, id);
    if (session.status !== "open") {
      throw invalid(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of "${session.status}".`,
      );
    }
    return expireSession(ctx, session);
  }),
  get("/v1/checkout/sessions/:id/line_items", cursor, (ctx, at, id) => lineItemsOf(ctx, fetchSession(ctx, id), at)),
];
