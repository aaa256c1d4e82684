// A customer's ways to pay: made, saved to the customer, and detached again.
import { createHash } from "node:crypto";
import { fetchNamed } from "../../conventions/endpoint.ts";
import { brandOf, numberOfName, refusalOfNumber, refusalOnSetup } from "./cards.ts";
import { create, update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { ibanOfName } from "./debits.ts";
import { invalid, missing, StripeError } from "../../conventions/errors.ts";
import { emit } from "../../events/events.ts";
import { newId } from "../../conventions/ids.ts";
import { changeMetadata, type MetadataChange } from "../../conventions/metadata.ts";
import type { PaymentMethod } from "../../store/objects.ts";
import { fullDetails, type BillingDetails } from "./billing-details.ts";
import { mandateOf } from "./mandates.ts";
import { unusable } from "./other-methods.ts";
import { newSepaDebit } from "./sepa-debits.ts";

export interface Card {
  number: string;
  exp_month: number;
  exp_year: number;
  billing_details?: BillingDetails | undefined;
  metadata?: MetadataChange;
}

/** A card without a customer yet. */
export function newPaymentMethod(ctx: Context, card: Card, id = newId("pm")): PaymentMethod {
  const number = card.number.replace(/[\s-]/g, "");
  const refusal = refusalOfNumber(number) ?? refusalOfDate(ctx, card);
  if (refusal) throw refusal;
  const brand = brandOf(number);
  const method: PaymentMethod = {
    id,
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: fullDetails(card.billing_details),
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "unchecked" },
      country: "US",
      display_brand: brand,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      // The same number has the same fingerprint for every customer
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

/**
 * A method by its id; the magic `pm_card_…` and `pm_sepaDebit_…` ids make a new one each time.
 * @param param what names it; else the path does, and its absence is a 404
 */
export function usable(ctx: Context, id: string, param?: string): PaymentMethod {
  const iban = ibanOfName(id);
  if (iban) return newSepaDebit(ctx, { iban, billing_details: { name: "Jenny Rosen", email: "jenny@example.com" } });
  const number = numberOfName(id, "pm_card_");
  if (number)
    return newPaymentMethod(ctx, { number, exp_month: 12, exp_year: new Date(ctx.now * 1000).getUTCFullYear() + 1 });
  const found = ctx.store.get("payment_method", id);
  if (!found) throw unknown(id, param);
  return found;
}

/** Said before what else is wrong about a call (recorded). */
export function checkKnown(ctx: Context, id: string | null | undefined, param: string): void {
  if (!id || ibanOfName(id) || numberOfName(id, "pm_card_") || ctx.store.get("payment_method", id)) return;
  throw unknown(id, param);
}

function unknown(id: string, param: string | undefined): StripeError {
  const { message } = missing("payment_method", id);
  // In the path it is named as well, unlike other objects (recorded)
  return new StripeError(param === undefined ? 404 : 400, "invalid_request_error", message, {
    code: "resource_missing",
    param: param ?? "payment_method",
  });
}

/** The number that a payment is decided by. */
export function numberOf(ctx: Context, method: PaymentMethod): string {
  if (method.type !== "card" && method.type !== "sepa_debit") throw unusable(method.type);
  return ctx.store.detail("payment_method", method.id)?.number ?? "";
}

/** The bank saw the card's security code, when it was saved or used first. */
export function checked(method: PaymentMethod): PaymentMethod {
  if (method.card?.checks?.cvc_check !== "unchecked") return method;
  return { ...method, card: { ...method.card, checks: { ...method.card.checks, cvc_check: "pass" } } };
}

/** Saves a card to a customer. A card that its bank declines can't be saved. */
export function attach(ctx: Context, id: string, customer: string): PaymentMethod {
  fetchNamed(ctx, "customer", customer, "customer");
  const method = usable(ctx, id);
  if (method.customer === customer) return method;
  if (method.customer !== null) {
    throw invalid("The payment method you provided has already been attached to a customer.");
  }
  const refusal = refusalOnSetup(numberOf(ctx, method));
  if (refusal) throw refusal;
  const attached = update(ctx, "payment_method", { ...checked(method), customer }, "payment_method.attached");
  if (attached.type === "sepa_debit") mandateOf(ctx, attached);
  return attached;
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
