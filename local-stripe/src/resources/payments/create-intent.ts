import { automaticTypes, intentObject } from "../../billing/payments/intent-object.ts";
import { checkChargeable } from "../../billing/payments/limits.ts";
import { create } from "../../billing/changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { checkAmount } from "../../conventions/currencies.ts";
import { fetchNamed } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import type { PaymentIntent } from "../../store/objects.ts";
import { isoCurrency } from "../catalog/price-amounts.ts";
import { confirmWith } from "./confirm.ts";
import { changedFields, givenMethod, withOptions } from "./intent-changes.ts";
import type { CreateParams } from "./intent-params.ts";

const ONLY_CONFIRMED = ["error_on_requires_action", "mandate_data", "off_session", "return_url"] as const;

export function createIntent(ctx: Context, params: CreateParams): PaymentIntent {
  const currency = isoCurrency(params.currency, "currency");
  checkAmount(params.amount, currency, "amount");
  checkChargeable(params.amount, currency);
  checkPairs(params);
  const customer = params.customer === undefined ? null : fetchNamed(ctx, "customer", params.customer, "customer").id;
  const automatic =
    params.automatic_payment_methods?.enabled ??
    (params.payment_method_types === undefined && params.confirmation_method === undefined);
  const types = params.payment_method_types ?? (automatic ? automaticTypes(currency) : ["card"]);
  const blank = intentObject({
    amount: params.amount,
    automatic_payment_methods: automatic
      ? { allow_redirects: params.automatic_payment_methods?.allow_redirects ?? "always", enabled: true }
      : null,
    // The default since 2024-04-10 (recorded)
    capture_method: params.capture_method ?? "automatic_async",
    confirmation_method: params.confirmation_method ?? "automatic",
    created: nowFor(ctx, customer),
    currency,
    customer,
    metadata: changeMetadata({}, params.metadata),
    payment_method_types: types,
  });
  const method = givenMethod(ctx, blank, params);
  const intent: PaymentIntent = {
    ...withOptions(blank, params),
    ...changedFields(params),
    payment_method: method?.id ?? null,
    status: method ? "requires_confirmation" : "requires_payment_method",
  };
  create(ctx, "payment_intent", intent, "payment_intent.created");
  return params.confirm ? confirmWith(ctx, intent, params) : intent;
}

function checkPairs(params: CreateParams): void {
  for (const other of ["confirmation_method", "payment_method_types"] as const)
    if (params.automatic_payment_methods?.enabled && params[other] !== undefined)
      throw invalid(
        `You may only specify one of these parameters: automatic_payment_methods, ${other}.`,
        "automatic_payment_methods",
      );
  // Saying no is nothing (recorded)
  for (const name of ONLY_CONFIRMED)
    if (!params.confirm && params[name] !== undefined && params[name] !== false)
      throw invalid(
        `The parameter \`${name}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
        name,
      );
}
