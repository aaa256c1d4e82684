import type { StripeError } from "../../conventions/errors.ts";
import type { PaymentIntent, PaymentMethod } from "../../store/objects.ts";

type Last = NonNullable<PaymentIntent["last_payment_error"]>;

/** Why the last attempt failed, as the intent shows it: with the method that it no longer has. */
export function lastError(
  { details, message, type }: StripeError,
  method: PaymentMethod | undefined,
  charge?: string,
): Last {
  const { advice_code, code, decline_code, network_decline_code, param } = details;
  return {
    ...(advice_code === undefined ? {} : { advice_code }),
    ...(charge === undefined ? {} : { charge }),
    ...(code === undefined ? {} : { code: code as NonNullable<Last["code"]> }),
    ...(decline_code === undefined ? {} : { decline_code }),
    ...(code === undefined ? {} : { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}` }),
    message,
    ...(network_decline_code === undefined ? {} : { network_decline_code }),
    ...(param ? { param } : {}),
    ...(method === undefined ? {} : { payment_method: method }),
    type,
  };
}
