import { wrongState } from "../../billing/payments/confirm-intent.ts";
import { checkChargeable } from "../../billing/payments/limits.ts";
import { optionsOf } from "../../billing/payments/intent-object.ts";
import { methodFor } from "../../billing/payments/intent-method.ts";
import type { Context } from "../../conventions/context.ts";
import { checkAmount } from "../../conventions/currencies.ts";
import { fetch, fetchNamed } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import { checkClockRests } from "../../conventions/clock.ts";
import type { PaymentIntent } from "../../store/objects.ts";
import { isoCurrency } from "../catalog/price-amounts.ts";
import { changedFields, givenMethod, withOptions } from "./intent-changes.ts";
import type { UpdateParams } from "./intent-params.ts";

const OPEN = ["requires_payment_method", "requires_confirmation", "requires_action"];
/** What stays open to change once it was paid or canceled. */
const ALWAYS: (keyof UpdateParams)[] = ["description", "metadata", "receipt_email", "shipping"];

export function updateIntent(ctx: Context, params: UpdateParams, id: string): PaymentIntent {
  const before = fetch(ctx, "payment_intent", id);
  checkOpen(before, params);
  if (ctx.store.detail("payment_intent", id)?.invoice && (params.amount ?? params.currency ?? params.customer))
    throw invalid(
      "You cannot modify the amount, currency or customer of a PaymentIntent that was created by an Invoice.",
    );
  const currency = params.currency === undefined ? before.currency : isoCurrency(params.currency, "currency");
  const amount = params.amount ?? before.amount;
  if (params.amount !== undefined || params.currency !== undefined) {
    checkAmount(amount, currency, "amount");
    checkChargeable(amount, currency);
  }
  const customer =
    params.customer === undefined ? before.customer : fetchNamed(ctx, "customer", params.customer, "customer").id;
  const types = params.payment_method_types ?? before.payment_method_types;
  const changed: PaymentIntent = {
    ...before,
    amount,
    currency,
    customer,
    metadata: changeMetadata(before.metadata, params.metadata),
    payment_method_types: types,
    payment_method_options: params.payment_method_types ? optionsOf(types) : before.payment_method_options,
  };
  // A method that was chosen before must still be right for what is changed now
  const kept = before.payment_method !== null && OPEN.includes(before.status) ? before.payment_method : undefined;
  const method = givenMethod(ctx, changed, params) ?? (kept === undefined ? undefined : methodFor(ctx, changed, kept));
  const after: PaymentIntent = {
    ...withOptions(changed, params),
    ...changedFields(params),
    payment_method: method?.id ?? before.payment_method,
    status: method && OPEN.includes(before.status) && method.id !== kept ? "requires_confirmation" : before.status,
  };
  checkClockRests(ctx, after);
  // There is no event for this change
  ctx.store.put("payment_intent", after);
  return after;
}

function checkOpen(intent: PaymentIntent, params: UpdateParams): void {
  if (OPEN.includes(intent.status)) return;
  const closed = Object.keys(params).find((name) => !ALWAYS.includes(name as keyof UpdateParams));
  if (closed !== undefined)
    throw wrongState(
      intent,
      `This PaymentIntent's ${closed} could not be updated because it has a status of ${intent.status}. You may only update the ${closed} of a PaymentIntent with one of the following statuses: ${OPEN.join(", ")}.`,
    );
}
