// What a call sets on a payment intent, at its creation, on the way and when it is confirmed.
import { checkTakes, methodFor } from "../../billing/payments/intent-method.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { PaymentIntent, PaymentMethod } from "../../store/objects.ts";
import { createMethod } from "../customers/payment-methods.ts";
import type { ConfirmParams, UpdateParams } from "./intent-params.ts";

type Given = Pick<UpdateParams, keyof UpdateParams & keyof ConfirmParams> & {
  description?: string;
  statement_descriptor?: string;
  statement_descriptor_suffix?: string;
  transfer_group?: string;
};

/** The method that is named, or made from what is given. */
export function givenMethod(ctx: Context, intent: PaymentIntent, params: Given): PaymentMethod | undefined {
  if (params.payment_method !== undefined && params.payment_method_data !== undefined)
    throw invalid(
      "You may only specify one of these parameters: payment_method, payment_method_data.",
      "payment_method_data",
    );
  if (params.payment_method !== undefined) return methodFor(ctx, intent, params.payment_method);
  if (params.payment_method_data === undefined) return undefined;
  const { allow_redisplay: _shown, ...data } = params.payment_method_data;
  const method = createMethod(ctx, data);
  checkTakes(intent, method);
  return method;
}

const PLAIN = [
  "capture_method",
  "description",
  "receipt_email",
  "setup_future_usage",
  "statement_descriptor",
  "statement_descriptor_suffix",
  "transfer_group",
] as const;

export function changedFields(params: Given): Partial<PaymentIntent> {
  const plain = Object.fromEntries(
    PLAIN.filter((name) => params[name] !== undefined).map((name) => [name, params[name]]),
  );
  return { ...plain, ...(params.shipping === undefined ? {} : { shipping: fullShipping(params.shipping) }) };
}

export function fullShipping(given: Given["shipping"]): PaymentIntent["shipping"] {
  if (!given) return null;
  const none = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  return {
    address: { ...none, ...given.address },
    carrier: given.carrier ?? null,
    name: given.name,
    phone: given.phone ?? null,
    tracking_number: given.tracking_number ?? null,
  };
}

/** `payment_method_options`, for the types that the intent takes. */
export function withOptions(intent: PaymentIntent, params: Given): PaymentIntent {
  const given = params.payment_method_options;
  if (!given) return intent;
  const options = { ...intent.payment_method_options };
  for (const type of ["card", "sepa_debit"] as const) {
    const own = given[type];
    if (!own) continue;
    if (!intent.payment_method_types.includes(type))
      throw invalid(
        `The payment_method_options for ${type} can't be set: it is not one of the payment_method_types of this PaymentIntent.`,
        `payment_method_options[${type}]`,
      );
    const { setup_future_usage, ...rest } = own;
    Object.assign(options, {
      [type]: {
        ...options[type],
        ...rest,
        ...(setup_future_usage === undefined ? {} : { setup_future_usage: setup_future_usage ?? "none" }),
      },
    });
  }
  return { ...intent, payment_method_options: options };
}
