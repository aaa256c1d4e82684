import { pendingItems } from "../../billing/invoices/pending-items.ts";
import { createManualInvoice } from "../../billing/invoices/manual/manual-invoice.ts";
import { checkCurrency } from "../../billing/customers/currency.ts";
import type { Context } from "../../conventions/context.ts";
import { fetchNamed } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import type { Customer, Invoice, InvoiceItem, Subscription } from "../../store/objects.ts";
import { isoCurrency } from "../catalog/price-amounts.ts";
import { givenFields, redeemedDiscounts } from "./invoice-changes.ts";
import type { CreateInvoiceParams } from "./invoice-params.ts";
import { reviseInvoice } from "./revise-invoice.ts";

export function createInvoice(ctx: Context, params: CreateInvoiceParams): Invoice {
  if (params.from_invoice !== undefined) return reviseInvoice(ctx, params, params.from_invoice.invoice);
  if (params.customer === undefined)
    throw invalid("Missing required param: customer.", "customer", "parameter_missing");
  const customer = fetchNamed(ctx, "customer", params.customer, "customer");
  const subscription = subscriptionOf(ctx, params, customer);
  const waiting = waitingItems(ctx, params, customer, subscription);
  const currency =
    params.currency === undefined
      ? (subscription?.currency ?? customer.currency ?? waiting[0]?.currency ?? "usd")
      : isoCurrency(params.currency, "currency");
  if (params.currency !== undefined) checkCurrency(ctx, customer.id, currency);
  const items = waiting.filter((item) => item.currency === currency);
  const given = givenFields(ctx, params, {
    customer: customer.id,
    collection_method: params.collection_method ?? "charge_automatically",
    email: customer.email,
  });
  const amount = Math.max(
    0,
    items.reduce((sum, item) => sum + item.amount, 0),
  );
  return createManualInvoice(ctx, customer, {
    currency,
    items,
    subscription,
    discounts: redeemedDiscounts(ctx, params.discounts ?? [], { customer: customer.id, currency, amount }),
    given: {
      ...given,
      collection_method: params.collection_method ?? "charge_automatically",
      metadata: changeMetadata({}, params.metadata),
    },
    auto_advance: params.auto_advance ?? false,
    days_until_due: params.days_until_due,
  });
}

function subscriptionOf(ctx: Context, params: CreateInvoiceParams, customer: Customer): Subscription | undefined {
  if (params.subscription === undefined) return undefined;
  const subscription = fetchNamed(ctx, "subscription", params.subscription, "subscription");
  if (subscription.customer !== customer.id)
    throw invalid(
      `The subscription ${subscription.id} does not belong to the customer ${customer.id}.`,
      "subscription",
    );
  return subscription;
}

/** For a subscription its own, and nothing is wrong without any but for that [SDK: InvoiceCreateParams.subscription]. */
function waitingItems(
  ctx: Context,
  { pending_invoice_items_behavior: behavior }: CreateInvoiceParams,
  customer: Customer,
  subscription: Subscription | undefined,
): InvoiceItem[] {
  if (subscription) {
    const own = pendingItems(ctx, subscription);
    if (own.length === 0 && behavior !== "exclude")
      throw invalid("Nothing to invoice for subscription", undefined, "invoice_no_subscription_line_items");
    return behavior === "exclude" ? [] : own;
  }
  if (behavior !== "include") return [];
  const all = [...ctx.store.list("invoiceitem", { by: ["customer", customer.id] })].filter(
    ({ invoice }) => invoice === null,
  );
  // The newest first, whatever they are of (recorded)
  return all.toSorted((a, b) => b.date - a.date);
}
