import { fetchNamed, post } from "../conventions/endpoint.ts";
import { periodEnd } from "../billing/subscriptions/cancel.ts";
import { previewChange, previewNew, previewResumption, type PreviewOptions } from "../billing/invoices/preview.ts";
import { currencyOf } from "../billing/subscriptions/currency.ts";
import { amountOf, type WantedItem } from "../billing/subscriptions/subscription-object.ts";
import type { Context } from "../conventions/context.ts";
import { invalid } from "../conventions/errors.ts";
import {
  array,
  boolean,
  clearable,
  object,
  oneOf,
  required,
  string,
  timestamp,
  type Parsed,
} from "../conventions/params.ts";
import type { Customer, Invoice, Subscription } from "../store/objects.ts";
import { newCustomer } from "../billing/customers/customer-object.ts";
import { checkTaxId } from "../billing/customers/tax-ids.ts";
import { namedRates } from "../billing/tax/tax-rates.ts";
import { taxpayerOf, type Taxpayer } from "../billing/tax/taxpayer.ts";
import { address } from "./address-params.ts";
import { taxIdFields } from "./tax-ids.ts";
import {
  anchor,
  automaticTax,
  billingMode,
  cancelAt,
  cancelInstant,
  changedItems,
  discounts,
  itemChanges,
  namedDiscounts,
  prorationBehavior,
  taxRates,
  trialEnd,
} from "./subscription-params.ts";

const customerDetails = object({
  address: clearable(address),
  shipping: clearable(object({ address: required(address), name: required(string()), phone: string() })),
  tax: object({ ip_address: clearable(string()) }),
  tax_exempt: clearable(oneOf("exempt", "none", "reverse")),
  tax_ids: array(object(taxIdFields)),
});
const details = object({
  billing_cycle_anchor: anchor,
  billing_mode: billingMode,
  cancel_at: clearable(cancelAt),
  cancel_at_period_end: boolean(),
  cancel_now: boolean(),
  items: changedItems,
  proration_behavior: prorationBehavior,
  default_tax_rates: clearable(taxRates),
  proration_date: timestamp(),
  resume_at: oneOf("now"),
  trial_end: trialEnd,
});
const fields = {
  automatic_tax: automaticTax,
  customer: string(),
  customer_details: customerDetails,
  discounts: clearable(discounts),
  preview_mode: oneOf("next"),
  subscription: string(),
  subscription_details: details,
};
type Params = Parsed<typeof fields>;

export const previewEndpoint = post("/v1/invoices/create_preview", fields, (ctx, params): Invoice => {
  if (params.subscription !== undefined)
    return previewOf(ctx, params, fetchNamed(ctx, "subscription", params.subscription, "subscription"));
  if (params.customer === undefined && !params.customer_details)
    throw invalid("You must provide either a `customer` or a `subscription`.", "customer", "parameter_missing");
  const customer =
    params.customer === undefined
      ? newCustomer(ctx, { address: params.customer_details?.address ?? null })
      : fetchNamed(ctx, "customer", params.customer, "customer");
  const items = itemChanges(ctx, params.subscription_details?.items ?? [], "subscription_details[items]").map(
    ({ price, quantity, tax_rates = [] }, index): WantedItem => {
      const param = `subscription_details[items][${index}][price]`;
      if (!price) throw invalid(`Missing required param: ${param}.`, param, "parameter_missing");
      return { price, quantity: quantity ?? 1, tax_rates };
    },
  );
  if (items.length === 0) throw invalid("Nothing to invoice for customer", undefined, "invoice_upcoming_none");
  return previewNew(ctx, customer, items, {
    ...taxesOf(ctx, params, customer),
    trial_end: params.subscription_details?.trial_end,
    discounts: discountsOf(ctx, params, items, customer.id),
  });
});

function previewOf(ctx: Context, params: Params, subscription: Subscription): Invoice {
  if (params.customer !== undefined && params.customer !== subscription.customer)
    throw invalid(
      `The subscription ${subscription.id} does not belong to the customer ${params.customer}.`,
      "customer",
    );
  if (["canceled", "incomplete_expired"].includes(subscription.status)) nothing(subscription.customer);
  if (params.subscription_details?.resume_at === "now")
    return (
      previewResumption(ctx, subscription, params.subscription_details, taxesOf(ctx, params, subscription)) ??
      nothing(subscription.customer)
    );
  const {
    items = [],
    billing_cycle_anchor,
    cancel_at,
    cancel_at_period_end,
    default_tax_rates: _rates,
    resume_at: _now,
    ...rest
  } = params.subscription_details ?? {};
  const known = subscription.items.data.map((item) => ({ price: item.price, quantity: item.quantity ?? 0 }));
  const options: PreviewOptions = {
    ...rest,
    ...taxesOf(ctx, params, subscription),
    anchorNow: billing_cycle_anchor?.type === "now",
    cancel_at: cancel_at_period_end
      ? periodEnd(subscription)
      : cancel_at === undefined || cancel_at === null
        ? cancel_at
        : cancelInstant(ctx, subscription, cancel_at),
    discounts: discountsOf(ctx, params, known, subscription.customer),
  };
  return previewChange(ctx, subscription, itemChanges(ctx, items, "subscription_details[items]"), options);
}

/** Who is taxed and how, as far as the caller says. */
function taxesOf(
  ctx: Context,
  { automatic_tax, customer_details: given, subscription_details }: Params,
  known: Customer | Subscription,
): Pick<PreviewOptions, "automatic_tax" | "default_tax_rates" | "payer"> {
  const subscription = known.object === "subscription" ? known : undefined;
  const customer = known.object === "customer" ? known : ctx.store.get("customer", known.customer);
  const rates = subscription_details?.default_tax_rates;
  return {
    automatic_tax: automatic_tax?.enabled,
    default_tax_rates:
      rates === undefined ? undefined : namedRates(ctx, rates ?? [], "subscription_details[default_tax_rates]"),
    payer: given && customer && describedPayer(ctx, customer, subscription, given),
  };
}

function describedPayer(
  ctx: Context,
  customer: Customer,
  subscription: Subscription | undefined,
  given: ReturnType<typeof customerDetails.parse>,
): Taxpayer {
  given.tax_ids?.forEach(({ type, value }, index) =>
    checkTaxId(type, value, `customer_details[tax_ids][${index}][value]`),
  );
  const { address, shipping, tax, tax_exempt, tax_ids } = given;
  const own = taxpayerOf(ctx, customer, [subscription?.default_payment_method]);
  return {
    ...own,
    ...(address === undefined ? {} : { address }),
    ...(shipping === undefined ? {} : { shipping: shipping && shipping.address }),
    ...(tax?.ip_address === undefined ? {} : { ip_address: tax.ip_address }),
    ...(tax_exempt === undefined ? {} : { tax_exempt: tax_exempt ?? "none" }),
    ...(tax_ids === undefined ? {} : { tax_ids: tax_ids as Taxpayer["tax_ids"] }),
  };
}

function nothing(customer: string): never {
  throw invalid(`No upcoming invoices for customer: '${customer}'`, undefined, "invoice_upcoming_none");
}

/** Given discounts replace the subscription's; without any, the subscription's apply. */
function discountsOf(ctx: Context, params: Params, items: WantedItem[], customer: string): PreviewOptions["discounts"] {
  if (params.discounts === undefined) return undefined;
  const purchase = { customer, currency: currencyOf(items), amount: amountOf(ctx, items) };
  return namedDiscounts(ctx, params.discounts ?? [], purchase).filter((one) => typeof one !== "string");
}
