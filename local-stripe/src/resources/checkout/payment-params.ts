// What a session that is paid once says of its payment, and of the invoice for it.
import { metadata } from "../../conventions/metadata.ts";
import { array, boolean, clearable, object, oneOf, required, string, type Parsed } from "../../conventions/params.ts";
import type { CheckoutSession, PaymentData } from "../../store/objects.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import { invalid } from "../../conventions/errors.ts";
import { captureMethod, shippingParam } from "../payments/intent-params.ts";
import { fullShipping } from "../payments/intent-changes.ts";

export const paymentFields = {
  invoice_creation: object({
    enabled: required(boolean()),
    invoice_data: object({
      account_tax_ids: clearable(array(string())),
      custom_fields: clearable(
        array(object({ name: required(string({ max: 40 })), value: required(string({ max: 140 })) }), { max: 4 }),
      ),
      description: string(),
      footer: string(),
      issuer: object({ type: required(oneOf("self")) }),
      metadata: metadata(),
      rendering_options: clearable(object({})),
    }),
  }),
  payment_intent_data: object({
    capture_method: captureMethod,
    description: string({ max: 1000 }),
    metadata: metadata(),
    receipt_email: string({ max: 800 }),
    setup_future_usage: oneOf("off_session", "on_session"),
    shipping: shippingParam,
    statement_descriptor: string({ max: 22 }),
    statement_descriptor_suffix: string({ max: 22 }),
  }),
};

type Given = Parsed<typeof paymentFields> & { mode: string; subscription_data?: unknown };

/** Only sessions that are paid once take them. */
export function checkPaymentFields(params: Given): void {
  for (const name of ["payment_intent_data", "invoice_creation"] as const)
    if (params.mode !== "payment" && params[name] !== undefined)
      throw invalid(`You can not pass \`${name}\` in \`${params.mode}\` mode.`, name);
  if (params.mode === "payment" && params.subscription_data !== undefined)
    throw invalid("You can not pass `subscription_data` in `payment` mode.", "subscription_data");
}

export function paymentData({ payment_intent_data: data = {} }: Given): PaymentData {
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
export function invoiceCreation({ mode, invoice_creation: given }: Given): CheckoutSession["invoice_creation"] {
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
