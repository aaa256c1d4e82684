import { createHash } from "node:crypto";
import { fetch, fetchNamed, get, post } from "../conventions/endpoint.ts";
import { brandOf, numberOfName, refusalOfNumber, refusalOnSetup } from "../billing/payment-methods/cards.ts";
import { create, update } from "../billing/changes.ts";
import type { Context } from "../conventions/context.ts";
import { ibanOfName } from "../billing/payment-methods/debits.ts";
import { invalid, missing, StripeError } from "../conventions/errors.ts";
import { emit } from "../events/events.ts";
import { newId } from "../conventions/ids.ts";
import { listParams, page } from "../conventions/lists.ts";
import { changeMetadata, metadata, type MetadataChange } from "../conventions/metadata.ts";
import { integer, object, oneOf, required, string, type Parsed } from "../conventions/params.ts";
import type { PaymentMethod } from "../store/objects.ts";
import { billingDetails, fullDetails, type BillingDetails } from "../billing/payment-methods/billing-details.ts";
import { newSepaDebit } from "../billing/payment-methods/sepa-debits.ts";

export interface Card {
  number: string;
  exp_month: number;
  exp_year: number;
  billing_details?: BillingDetails | undefined;
  metadata?: MetadataChange;
}

/** A card that belongs to nobody yet. */
export function newPaymentMethod(ctx: Context, card: Card): PaymentMethod {
  const number = card.number.replace(/[\s-]/g, "");
  const refusal = refusalOfNumber(number) ?? refusalOfDate(ctx, card);
  if (refusal) throw refusal;
  const brand = brandOf(number);
  const method: PaymentMethod = {
    id: newId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: fullDetails(card.billing_details),
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: brand,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      // The same number has the same fingerprint, whoever holds it
      fingerprint: createHash("sha256").update(number).digest("base64url").slice(0, 16),
      funding: "credit",
      generated_from: null,
      last4: number.slice(-4),
      networks: { available: [brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: brand !== "amex" },
      wallet: null,
    },
    created: ctx.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: changeMetadata({}, card.metadata),
    type: "card",
  };
  ctx.store.putDetail("payment_method", method.id, { number });
  return create(ctx, "payment_method", method);
}

function refusalOfDate(ctx: Context, card: Card): StripeError | undefined {
  const wrong = (code: string, what: string, param: string) =>
    new StripeError(402, "card_error", `Your card's expiration ${what} is invalid.`, { code, param });
  const today = new Date(ctx.now * 1000);
  if (card.exp_month < 1 || card.exp_month > 12) return wrong("invalid_expiry_month", "month", "exp_month");
  const monthsAhead = (card.exp_year - today.getUTCFullYear()) * 12 + card.exp_month - 1 - today.getUTCMonth();
  if (monthsAhead < 0 || monthsAhead > 50 * 12) return wrong("invalid_expiry_year", "year", "exp_year");
  return undefined;
}

/** A method by its id; the magic `pm_card_…` and `pm_sepaDebit_…` ids make a new one each time. */
export function usable(ctx: Context, id: string): PaymentMethod {
  const iban = ibanOfName(id);
  if (iban) return newSepaDebit(ctx, { iban, billing_details: { name: "Jenny Rosen", email: "jenny@example.com" } });
  const number = numberOfName(id, "pm_card_");
  if (number)
    return newPaymentMethod(ctx, { number, exp_month: 12, exp_year: new Date(ctx.now * 1000).getUTCFullYear() + 1 });
  const found = ctx.store.get("payment_method", id);
  // An unknown method is a 404 with the parameter's name, unlike other objects named in a body (recorded answer)
  if (!found)
    throw new StripeError(404, "invalid_request_error", missing("payment_method", id).message, {
      code: "resource_missing",
      param: "payment_method",
    });
  return found;
}

export function numberOf(ctx: Context, method: PaymentMethod): string {
  return ctx.store.detail("payment_method", method.id)?.number ?? "";
}

/** Saves a card to a customer. A card that its bank declines can't be saved. */
export function attach(ctx: Context, id: string, customer: string): PaymentMethod {
  fetchNamed(ctx, "customer", customer, "customer");
  const method = usable(ctx, id);
  if (method.customer === customer) return method;
  if (method.customer !== null) {
    throw invalid("The payment method you provided has already been attached to a customer.", "payment_method");
  }
  const refusal = refusalOnSetup(numberOf(ctx, method));
  if (refusal) throw refusal;
  return update(ctx, "payment_method", { ...method, customer }, "payment_method.attached");
}

export function detach(ctx: Context, method: PaymentMethod): PaymentMethod {
  if (method.customer === null)
    throw invalid(
      "The payment method you provided is not attached to a customer so detachment is impossible.",
      "payment_method",
    );
  const free = { ...method, customer: null };
  ctx.store.put("payment_method", free);
  emit(ctx, "payment_method.detached", free, { customer: method.customer });
  const customer = ctx.store.get("customer", method.customer);
  if (customer?.invoice_settings.default_payment_method === method.id) {
    update(
      ctx,
      "customer",
      { ...customer, invoice_settings: { ...customer.invoice_settings, default_payment_method: null } },
      "customer.updated",
    );
  }
  for (const subscription of [...ctx.store.list("subscription", { by: ["customer", method.customer] })]) {
    if (subscription.default_payment_method !== method.id) continue;
    update(ctx, "subscription", { ...subscription, default_payment_method: null }, "customer.subscription.updated");
  }
  return free;
}

const cardFields = object({
  token: string(),
  number: string(),
  exp_month: integer(),
  exp_year: integer(),
  cvc: string(),
});

function fromCardFields(
  ctx: Context,
  fields: ReturnType<typeof cardFields.parse>,
): Pick<Card, "number" | "exp_month" | "exp_year"> {
  if (fields.token !== undefined) {
    const number = numberOfName(fields.token, "tok_");
    if (!number) throw invalid(`No such token: '${fields.token}'`, "card[token]", "resource_missing");
    return { number, exp_month: 12, exp_year: new Date(ctx.now * 1000).getUTCFullYear() + 1 };
  }
  const { number, exp_month, exp_year } = fields;
  if (number === undefined) throw invalid("Missing required param: card[number].", "card[number]", "parameter_missing");
  if (exp_month === undefined)
    throw invalid("Missing required param: card[exp_month].", "card[exp_month]", "parameter_missing");
  if (exp_year === undefined)
    throw invalid("Missing required param: card[exp_year].", "card[exp_year]", "parameter_missing");
  return { number, exp_month, exp_year: exp_year < 100 ? 2000 + exp_year : exp_year };
}

const type = oneOf("card", "sepa_debit");
const ofType = (wanted: "card" | "sepa_debit" | undefined) => (method: PaymentMethod) =>
  wanted === undefined || method.type === wanted;

const createFields = {
  type: required(type),
  card: cardFields,
  sepa_debit: object({ iban: required(string()) }),
  billing_details: billingDetails,
  metadata: metadata(),
};

function createMethod(ctx: Context, params: Parsed<typeof createFields>): PaymentMethod {
  const details = { billing_details: params.billing_details, metadata: params.metadata };
  const given = params[params.type];
  if (!given) throw invalid(`Missing required param: ${params.type}.`, params.type, "parameter_missing");
  return "iban" in given
    ? newSepaDebit(ctx, { iban: given.iban, ...details })
    : newPaymentMethod(ctx, { ...fromCardFields(ctx, given), ...details });
}

export const paymentMethodEndpoints = [
  post("/v1/payment_methods", createFields, createMethod),
  get("/v1/payment_methods", listParams({ customer: string(), type }), (ctx, { customer, type: wanted, ...at }) => {
    if (customer !== undefined) fetchNamed(ctx, "customer", customer, "customer");
    return page(ctx, "payment_method", "/v1/payment_methods", at, {
      by: customer === undefined ? undefined : ["customer", customer],
      where: ofType(wanted),
    });
  }),
  get("/v1/payment_methods/:id", {}, (ctx, _params, id) =>
    numberOfName(id, "pm_card_") || ibanOfName(id) ? usable(ctx, id) : fetch(ctx, "payment_method", id),
  ),
  post(
    "/v1/payment_methods/:id",
    {
      billing_details: billingDetails,
      metadata: metadata(),
      card: object({ exp_month: integer(), exp_year: integer() }),
      allow_redisplay: oneOf("always", "limited", "unspecified"),
    },
    (ctx, params, id) => {
      const method = fetch(ctx, "payment_method", id);
      if (method.customer === null)
        throw invalid("You must save this PaymentMethod to a customer before you can update it.");
      const after: PaymentMethod = {
        ...method,
        allow_redisplay: params.allow_redisplay ?? method.allow_redisplay,
        billing_details: fullDetails(params.billing_details, method.billing_details),
        metadata: changeMetadata(method.metadata ?? {}, params.metadata),
        ...(method.card ? { card: { ...method.card, ...params.card } } : {}),
      };
      return update(ctx, "payment_method", after, "payment_method.updated");
    },
  ),
  post("/v1/payment_methods/:id/attach", { customer: required(string()) }, (ctx, { customer }, id) =>
    attach(ctx, id, customer),
  ),
  post("/v1/payment_methods/:id/detach", {}, (ctx, _params, id) => detach(ctx, fetch(ctx, "payment_method", id))),
  get("/v1/customers/:id/payment_methods", listParams({ type }), (ctx, { type: wanted, ...at }, id) => {
    fetch(ctx, "customer", id);
    return page(ctx, "payment_method", `/v1/customers/${id}/payment_methods`, at, {
      by: ["customer", id],
      where: ofType(wanted),
    });
  }),
];
