import type Stripe from "stripe";
import type { Context } from "../../conventions/context.ts";
import { own } from "../../conventions/own.ts";
import type { PaymentMethod, Stored } from "../../store/objects.ts";

/** As brands were called before payment methods. */
const BRANDS: Record<string, string> = {
  amex: "American Express",
  diners: "Diners Club",
  discover: "Discover",
  jcb: "JCB",
  mastercard: "MasterCard",
  unionpay: "UnionPay",
  visa: "Visa",
};

/** A customer's source, which is kept as a payment method, as the older resource shows it. */
export function cardOf({ id, card, billing_details, customer, metadata }: PaymentMethod): Stored<Stripe.Card> {
  const address = billing_details.address;
  return {
    id,
    object: "card",
    address_city: address?.city ?? null,
    address_country: address?.country ?? null,
    address_line1: address?.line1 ?? null,
    address_line1_check: card?.checks?.address_line1_check ?? null,
    address_line2: address?.line2 ?? null,
    address_state: address?.state ?? null,
    address_zip: address?.postal_code ?? null,
    address_zip_check: card?.checks?.address_postal_code_check ?? null,
    allow_redisplay: "unspecified",
    brand: own(BRANDS, card?.brand) ?? "Unknown",
    country: card?.country ?? null,
    customer,
    cvc_check: card?.checks?.cvc_check ?? null,
    dynamic_last4: null,
    exp_month: card?.exp_month ?? 0,
    exp_year: card?.exp_year ?? 0,
    fingerprint: card?.fingerprint ?? null,
    funding: card?.funding ?? "unknown",
    last4: card?.last4 ?? "",
    metadata: metadata ?? {},
    name: billing_details.name,
    networks: { preferred: null },
    regulated_status: card?.regulated_status ?? null,
    tokenization_method: null,
  };
}

/** Those that came as sources: their ids tell. */
export function sourcesOf(ctx: Context, customer: string): Stored<Stripe.Card>[] {
  return [...ctx.store.list("payment_method", { by: ["customer", customer] })]
    .filter(({ id }) => id.startsWith("card_"))
    .map(cardOf);
}
