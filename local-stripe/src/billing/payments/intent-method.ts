// Which payment method an intent may be paid with.
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { usable } from "../payment-methods/payment-methods.ts";
import type { PaymentIntent, PaymentMethod } from "../../store/objects.ts";

type Payable = Pick<PaymentIntent, "currency" | "customer" | "payment_method_types">;

/** A method by its id. What belongs to a customer pays for that customer only. (The first sentence is Stripe's.) */
export function methodFor(ctx: Context, intent: Payable, id: string): PaymentMethod {
  const method = usable(ctx, id, "payment_method");
  if (method.customer !== null && method.customer !== intent.customer)
    throw invalid(
      `The \`payment_method\` parameter supplied ${method.id} belongs to the Customer ${method.customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
      "payment_method",
    );
  checkTakes(intent, method);
  return method;
}

export function checkTakes({ currency, payment_method_types: types }: Payable, { type }: PaymentMethod): void {
  if (type === "sepa_debit" && currency !== "eur")
    throw invalid("The payment method `sepa_debit` only supports the following currencies: `eur`.", "currency");
  if (!types.includes(type))
    throw invalid(
      `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent. Please attach a payment method type of one of the following types; ${types.join(", ")}. Alternatively update the allowed payment_method_types for this PaymentIntent to include "${type}".`,
      "payment_method",
    );
}
