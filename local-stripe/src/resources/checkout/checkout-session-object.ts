// What a new checkout session looks like (recorded on dahlia; the fields of endive from the SDK's types).
import { billingSettings } from "../../billing/settings.ts";
import { DAY } from "../../time.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import type { CheckoutSession, Customer } from "../../store/objects.ts";
import type { SessionParams } from "./checkout-session-params.ts";
import { invoiceCreation } from "./payment-data.ts";
import { pageObject } from "./page-object.ts";

export function sessionObject(
  ctx: Context,
  params: SessionParams,
  customer: Customer | undefined,
  known: { now: number; amount: number | null; currency: string | null; setup_intent: string | null },
): CheckoutSession {
  const id = newId("cs");
  const setup = params.mode === "setup";
  const payment = params.mode === "payment";
  const email = customer?.email ?? params.customer_email ?? null;
  return {
    id,
    object: "checkout.session",
    // Nothing is priced in setup mode (recorded)
    adaptive_pricing: {
      enabled: params.adaptive_pricing?.enabled ?? (!setup && billingSettings(ctx.store).adaptive_pricing),
    },
    ...pageObject(params, id, `${ctx.baseUrl}/c/pay/${id}`),
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: known.amount,
    amount_total: known.amount,
    // Its status follows with the amounts
    automatic_tax: { enabled: params.automatic_tax?.enabled === true, liability: null, provider: null, status: null },
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    created: known.now,
    currency: known.currency,
    currency_conversion: null,
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation:
      params.customer_creation ?? ((setup || payment) && !customer ? "if_required" : customer ? null : "always"),
    // Of a customer, an open session tells the email only (recorded)
    customer_details:
      email === null && !customer
        ? null
        : {
            address: null,
            business_name: null,
            email,
            individual_name: null,
            name: null,
            phone: null,
            tax_exempt: setup ? null : (customer?.tax_exempt ?? "none"),
            tax_ids: null,
          },
    customer_email: params.customer_email ?? null,
    discounts: setup ? null : [],
    expires_at: params.expires_at ?? known.now + DAY,
    invoice: null,
    invoice_creation: invoiceCreation(params),
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: setup
      ? null
      : { enabled: params.managed_payments?.enabled ?? billingSettings(ctx.store).managed_payments },
    metadata: changeMetadata({}, params.metadata),
    mode: params.mode,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: params.payment_method_collection ?? (payment ? "if_required" : "always"),
    payment_method_configuration_details: null,
    payment_method_types: methodTypes(params, known.currency),
    payment_status: setup ? "no_payment_required" : "unpaid",
    permissions: null,
    recovered_from: null,
    setup_intent: known.setup_intent,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    subscription: null,
    success_url: params.success_url ?? null,
    total_details: known.amount === null ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  };
}

/** What is allowed and takes the currency. A SEPA debit is in euros [docs: payments/sepa-debit/accept-a-payment]. */
function methodTypes({ allowed_payment_method_types = ["card"] }: SessionParams, currency: string | null): string[] {
  const types = allowed_payment_method_types.filter((type) => type === "card" || currency === "eur");
  if (types.length === 0)
    throw invalid(
      `None of the allowed payment method types can be used for this Checkout Session${currency ? ` in ${currency}` : ""}.`,
      "allowed_payment_method_types",
    );
  return types;
}
