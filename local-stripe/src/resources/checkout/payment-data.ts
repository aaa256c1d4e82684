// How a session that is paid once keeps and shows what it says of its payment.
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import type { PaymentData } from "../../store/details.ts";
import type { SessionParams } from "./checkout-session-params.ts";
import { fullShipping } from "../payments/intent-changes.ts";

/** Only sessions that are paid once take them. */
export function checkPaymentFields(params: SessionParams): void {
  for (const name of ["payment_intent_data", "invoice_creation"] as const)
    if (params.mode !== "payment" && params[name] !== undefined)
      throw invalid(`You can not pass \`${name}\` in \`${params.mode}\` mode.`, name);
  if (params.mode === "payment" && params.subscription_data !== undefined)
    throw invalid("You can not pass `subscription_data` in `payment` mode.", "subscription_data");
}

export function paymentData({ payment_intent_data: data = {} }: SessionParams): PaymentData {
  return {
    capture_method: data.capture_method ?? "automatic_async",
    description: data.description ?? null,
    metadata: changeMetadata({}, data.metadata),
    receipt_email: data.receipt_email ?? null,
    setup_future_usage: data.setup_future_usage ?? null,
    shipping: data.shipping ? fullShipping(data.shipping) : null,
    statement_descriptor: data.statement_descriptor ?? null,
    statement_descriptor_suffix: data.statement_descriptor_suffix ?? null,
  };
}

/** As recorded: shown with all its fields, also where no invoice is wanted. */
export function invoiceCreation({ mode, invoice_creation: given }: SessionParams): CheckoutSession["invoice_creation"] {
  if (mode !== "payment") return null;
  const data = given?.invoice_data;
  return {
    enabled: given?.enabled ?? false,
    invoice_data: {
      account_tax_ids: data?.account_tax_ids ?? null,
      custom_fields: data?.custom_fields ?? null,
      description: data?.description ?? null,
      footer: data?.footer ?? null,
      issuer: data?.issuer ? { type: "self" } : null,
      metadata: changeMetadata({}, data?.metadata),
      rendering_options: null,
    },
  };
}
