// Who is taxed in a preview and how, as far as the caller says. It is written down, as a preview undoes all that it wrote.
import { changedCustomer, newCustomer } from "../../billing/customers/customer-object.ts";
import { addTaxId } from "../../billing/customers/tax-ids.ts";
import { subscriptionTax } from "../../billing/subscriptions/subscription-object.ts";
import { namedRates } from "../../billing/tax/tax-rates.ts";
import type { Context } from "../../conventions/context.ts";
import { fetchNamed } from "../../conventions/endpoint.ts";
import { array, clearable, object, oneOf, required, string } from "../../conventions/params.ts";
import type { Customer, Subscription, TaxRate } from "../../store/objects.ts";
import { address } from "../customers/address-params.ts";
import { taxIdFields } from "../tax/tax-ids.ts";

export const customerDetails = object({
  address: clearable(address),
  shipping: clearable(object({ address: required(address), name: required(string()), phone: string() })),
  tax: object({ ip_address: clearable(string()) }),
  tax_exempt: clearable(oneOf("exempt", "none", "reverse")),
  tax_ids: array(object(taxIdFields)),
});
type Described = ReturnType<typeof customerDetails.parse>;

/** Without an id, somebody who is no customer yet. */
export function describedCustomer(ctx: Context, id: string | undefined, given: Described = {}): Customer {
  const known = id === undefined ? newCustomer(ctx) : fetchNamed(ctx, "customer", id, "customer");
  const { tax, tax_ids, ...changes } = given;
  const customer = changedCustomer(known, changes);
  ctx.store.put("customer", customer);
  if (tax?.ip_address !== undefined)
    ctx.store.putDetail("customer", customer.id, {
      ...ctx.store.detail("customer", customer.id),
      ip_address: tax.ip_address,
    });
  if (tax_ids)
    for (const { id: own } of [...ctx.store.list("tax_id", { by: ["customer", customer.id] })]) ctx.store.remove(own);
  tax_ids?.forEach(({ type, value }, index) =>
    addTaxId(ctx, customer.id, type, value, `customer_details[tax_ids][${index}][value]`),
  );
  return customer;
}

interface Params {
  automatic_tax?: { enabled: boolean };
  customer_details?: Described;
  subscription_details?: { default_tax_rates?: string[] | null };
}

export function describedSubscription(ctx: Context, id: string, params: Params): Subscription {
  const subscription = fetchNamed(ctx, "subscription", id, "subscription");
  if (params.customer_details) describedCustomer(ctx, subscription.customer, params.customer_details);
  const rates = ratesIn(ctx, params);
  return {
    ...subscription,
    ...(params.automatic_tax && { automatic_tax: subscriptionTax(params.automatic_tax.enabled) }),
    ...(rates && { default_tax_rates: rates }),
  };
}

export function ratesIn(ctx: Context, { subscription_details }: Params): TaxRate[] | undefined {
  const ids = subscription_details?.default_tax_rates;
  return ids === undefined ? undefined : namedRates(ctx, ids ?? [], "subscription_details[default_tax_rates]");
}
