import {
  addInvoiceItem,
  changeInvoiceItem,
  deleteInvoiceItem,
  draftOf,
  editable,
  newInvoiceItem,
} from "../../billing/invoices/manual/items.ts";
import { checkCurrency } from "../../billing/customers/currency.ts";
import { createDiscount } from "../../billing/discounts/discounts.ts";
import { checkClockRests, nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { del, fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import { boolean, string } from "../../conventions/params.ts";
import type { Invoice, InvoiceItem } from "../../store/objects.ts";
import { namedRates } from "../../billing/tax/tax-rates.ts";
import { namedDiscounts } from "../catalog/discount-params.ts";
import { isoCurrency } from "../catalog/price-amounts.ts";
import { costsOf, type Costing } from "./item-amounts.ts";
import { createFields, updateFields, type CreateItemParams, type ItemParams } from "./invoice-item-params.ts";

const missing = (name: string) => invalid(`Missing required param: ${name}.`, name, "parameter_missing");

function createItem(ctx: Context, params: CreateItemParams): InvoiceItem {
  const draft =
    params.invoice === undefined ? undefined : editable(fetchNamed(ctx, "invoice", params.invoice, "invoice"));
  const id = params.customer ?? draft?.customer ?? undefined;
  if (id === undefined) throw missing("customer");
  const customer = fetchNamed(ctx, "customer", id, "customer");
  if (draft && draft.customer !== customer.id)
    throw invalid(`The invoice ${draft.id} does not belong to the customer ${customer.id}.`, "invoice");
  if (params.subscription !== undefined) {
    const subscription = fetchNamed(ctx, "subscription", params.subscription, "subscription");
    if (subscription.customer !== customer.id)
      throw invalid(
        `The subscription ${subscription.id} does not belong to the customer ${customer.id}.`,
        "subscription",
      );
  }
  const currency =
    params.currency === undefined ? (draft?.currency ?? undefined) : isoCurrency(params.currency, "currency");
  return itemFor(ctx, params, { customer: customer.id, subscription: params.subscription ?? null, currency, draft });
}

/** Also of a line that is put into a draft. */
export function itemFor(
  ctx: Context,
  params: ItemParams & Costing,
  known: {
    customer: string;
    subscription: string | null;
    currency: string | undefined;
    draft: Invoice | undefined;
    prefix?: string;
  },
): InvoiceItem {
  const { customer, subscription, draft, prefix = "" } = known;
  const costs = costsOf(ctx, params, known);
  const within = (name: string) => (prefix ? `${prefix}[${name}]` : name);
  if (!costs) throw missing(within("amount"));
  const { currency } = costs.price;
  if (draft && draft.currency !== currency)
    throw invalid(
      `The currency of the item (${currency}) is not that of the invoice (${draft.currency}).`,
      within("currency"),
    );
  checkCurrency(ctx, customer, currency);
  if (params.period && params.period.end < params.period.start)
    throw invalid("`period.end` must be at or after `period.start`.", within("period"));
  const id = newId("ii");
  const discountable = params.discountable ?? costs.amount >= 0;
  const discounts = redeemed(
    ctx,
    params.discounts ?? [],
    { id, customer, subscription, currency, amount: costs.amount },
    within("discounts"),
  );
  const item = newInvoiceItem(
    ctx,
    {
      customer,
      subscription,
      ...costs,
      description: params.description ?? costs.description,
      discountable,
      discounts,
      metadata: changeMetadata({}, params.metadata),
      period: params.period,
      tax_rates: namedRates(ctx, params.tax_rates ?? [], within("tax_rates")),
    },
    id,
  );
  return addInvoiceItem(ctx, item, draft);
}

function redeemed(
  ctx: Context,
  named: NonNullable<ItemParams["discounts"]>,
  item: { id: string; customer: string; subscription: string | null; currency: string; amount: number },
  param: string,
  kept: string[] = [],
): string[] {
  const purchase = { customer: item.customer, currency: item.currency, amount: Math.max(0, item.amount) };
  return namedDiscounts(ctx, named, purchase, { param, kept }).map((one) =>
    typeof one === "string"
      ? one
      : createDiscount(ctx, {
          ...one,
          customer: item.customer,
          subscription: item.subscription,
          invoice_item: item.id,
          now: nowFor(ctx, item.customer),
        }).id,
  );
}

/** Of an item that waits, or is in a draft. */
export function updateItem(ctx: Context, params: ItemParams & Costing, item: InvoiceItem, prefix = ""): InvoiceItem {
  checkClockRests(ctx, item);
  draftOf(ctx, item);
  if (
    item.proration &&
    (params.amount ?? params.price ?? params.pricing ?? params.price_data ?? params.quantity) !== undefined
  )
    throw invalid("You cannot change what a proration costs.", prefix ? `${prefix}[amount]` : "amount");
  const price = ctx.store.get("price", String(item.pricing?.price_details?.price));
  const before = price && { price, unit_amount_decimal: item.pricing?.unit_amount_decimal ?? null };
  const costs = costsOf(ctx, params, { currency: item.currency, prefix, ...(before && { before }) });
  const amount = costs?.amount ?? item.amount;
  return changeInvoiceItem(ctx, {
    ...item,
    amount,
    net_amount: amount,
    ...(costs && {
      pricing: {
        price_details: { price: costs.price.id, product: costs.price.product },
        type: "price_details",
        unit_amount_decimal: costs.unit_amount_decimal,
      },
      quantity: costs.quantity,
      quantity_decimal: String(costs.quantity),
    }),
    description: params.description === undefined ? item.description : params.description,
    discountable: params.discountable ?? item.discountable,
    tax_rates:
      params.tax_rates === undefined
        ? item.tax_rates
        : namedRates(ctx, params.tax_rates ?? [], prefix ? `${prefix}[tax_rates]` : "tax_rates"),
    discounts:
      params.discounts === undefined
        ? item.discounts
        : redeemed(
            ctx,
            params.discounts ?? [],
            { ...item, customer: item.customer, subscription: null, amount },
            "discounts",
            (item.discounts ?? []) as string[],
          ),
    metadata: changeMetadata(item.metadata ?? {}, params.metadata),
    period: params.period ?? item.period,
  });
}

export const invoiceItemEndpoints = [
  post("/v1/invoiceitems", createFields, createItem),
  get(
    "/v1/invoiceitems",
    listParams({ customer: string(), invoice: string(), pending: boolean(), created: range() }),
    (ctx, { customer, invoice, pending, created, ...at }) =>
      page(ctx, "invoiceitem", "/v1/invoiceitems", at, {
        by: customer === undefined ? undefined : ["customer", customer],
        where: (one) =>
          (invoice === undefined || one.invoice === invoice) &&
          (pending === undefined || (one.invoice === null) === pending) &&
          inRange(one.date, created),
      }),
  ),
  get("/v1/invoiceitems/:id", {}, (ctx, _params, id) => fetch(ctx, "invoiceitem", id)),
  post("/v1/invoiceitems/:id", updateFields, (ctx, params, id) =>
    updateItem(ctx, params, fetch(ctx, "invoiceitem", id)),
  ),
  del("/v1/invoiceitems/:id", {}, (ctx, _params, id) => {
    const item = fetch(ctx, "invoiceitem", id);
    checkClockRests(ctx, item);
    return deleteInvoiceItem(ctx, item);
  }),
];
