// What a call says of an invoice, at its creation and while it is a draft.
import { createDiscount } from "../../billing/discounts/discounts.ts";
import { AUTOMATIC_TAX, NO_AUTOMATIC_TAX } from "../../billing/tax/tax-invoice.ts";
import { namedRates } from "../../billing/tax/tax-rates.ts";
import type { Purchase } from "../../billing/discounts/redemption.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { Invoice } from "../../store/objects.ts";
import { namedDiscounts } from "../catalog/discount-params.ts";
import { ownMethod } from "../subscriptions/subscription-params.ts";
import type { UpdateInvoiceParams } from "./invoice-params.ts";

const PLAIN = [
  "custom_fields",
  "description",
  "effective_at",
  "footer",
  "issuer",
  "number",
  "statement_descriptor",
] as const;

export function givenFields(
  ctx: Context,
  params: UpdateInvoiceParams,
  known: {
    customer: string;
    collection_method: Invoice["collection_method"];
    email: string | null;
    /** It has a day already. */
    due?: boolean;
  },
): Partial<Invoice> {
  checkDue(params, known);
  const plain = Object.fromEntries(
    PLAIN.filter((name) => params[name] !== undefined).map((name) => [name, params[name]]),
  );
  return {
    ...plain,
    ...(params.default_payment_method === undefined
      ? {}
      : { default_payment_method: ownMethod(ctx, known.customer, params.default_payment_method) }),
    ...(params.due_date === undefined ? {} : { due_date: params.due_date }),
    ...(params.automatic_tax && {
      automatic_tax: params.automatic_tax.enabled ? AUTOMATIC_TAX : NO_AUTOMATIC_TAX,
    }),
    ...(params.default_tax_rates === undefined
      ? {}
      : { default_tax_rates: namedRates(ctx, params.default_tax_rates ?? [], "default_tax_rates") }),
  };
}

/** The sentences are Stripe's (recorded), without a code and a param. */
function checkDue(
  params: UpdateInvoiceParams,
  known: { collection_method: Invoice["collection_method"]; email: string | null; due?: boolean },
): void {
  const due = params.due_date ?? params.days_until_due;
  if (params.due_date !== undefined && params.days_until_due !== undefined)
    throw invalid("You may only specify one of these parameters: days_until_due, due_date.", "due_date");
  if (known.collection_method !== "send_invoice") {
    if (due !== undefined)
      throw invalid(
        "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.",
      );
    return;
  }
  if (due === undefined && !known.due)
    throw invalid("If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'.");
  if (known.email === null)
    throw invalid(
      "Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email address.",
    );
}

/** Coupons for the whole invoice. `kept`: those that are on it already. */
export function redeemedDiscounts(
  ctx: Context,
  named: NonNullable<UpdateInvoiceParams["discounts"]>,
  purchase: Purchase & { customer: string },
  kept: string[] = [],
): string[] {
  return namedDiscounts(ctx, named, purchase, { kept }).map((one) =>
    typeof one === "string"
      ? one
      : createDiscount(ctx, {
          ...one,
          customer: purchase.customer,
          subscription: null,
          now: nowFor(ctx, purchase.customer),
        }).id,
  );
}
