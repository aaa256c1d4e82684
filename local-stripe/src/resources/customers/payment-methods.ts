import { fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { numberOfName } from "../../billing/payment-methods/cards.ts";
import { update } from "../../billing/changes.ts";
import type { Context } from "../../conventions/context.ts";
import { ibanOfName } from "../../billing/payment-methods/debits.ts";
import { invalid } from "../../conventions/errors.ts";
import { listParams, page } from "../../conventions/lists.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { integer, object, oneOf, required, string, type Parsed } from "../../conventions/params.ts";
import type { PaymentMethod } from "../../store/objects.ts";
import { billingDetails, fullDetails } from "../../billing/payment-methods/billing-details.ts";
import { newOtherMethod, otherFields, otherTypes } from "../../billing/payment-methods/other-methods.ts";
import { newSepaDebit } from "../../billing/payment-methods/sepa-debits.ts";
import { type Card, newPaymentMethod, usable, attach, detach } from "../../billing/payment-methods/payment-methods.ts";

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

const type = oneOf("card", "sepa_debit", ...otherTypes);
const ofType = (wanted: string | undefined) => (method: PaymentMethod) =>
  wanted === undefined || method.type === wanted;

const createFields = {
  type: required(type),
  card: cardFields,
  sepa_debit: object({ iban: required(string()) }),
  ...otherFields,
  billing_details: billingDetails,
  metadata: metadata(),
};

export function createMethod(ctx: Context, params: Parsed<typeof createFields>): PaymentMethod {
  const details = { billing_details: params.billing_details, metadata: params.metadata };
  if (params.type !== "card" && params.type !== "sepa_debit") return newOtherMethod(ctx, params.type, params, details);
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
