// What a session that is paid once says of its payment, and of the invoice for it.
import { metadata } from "../../conventions/metadata.ts";
import { array, boolean, clearable, object, oneOf, required, string } from "../../conventions/params.ts";
import { captureMethod, shippingParam } from "../payments/intent-params.ts";

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
