// Who is taxed, and where they are: the first address that is given counts, even where it is not precise enough
// [docs: tax/customer-locations].
import type { Context } from "../../conventions/context.ts";
import { StripeError } from "../../conventions/errors.ts";
import type { Customer, TaxId } from "../../store/objects.ts";
import { taxIdsOf } from "../customers/tax-ids.ts";
import { addressOfIp, isPresent, placeOf, type Address, type Place } from "./places.ts";
import { isRegistered } from "./settings.ts";

export interface Taxpayer {
  shipping: Address | null;
  address: Address | null;
  /** Billing addresses of payment methods, the most specific first. */
  methods: Address[];
  ip_address: string | null;
  tax_exempt: string;
  tax_ids: { type: TaxId["type"]; value: string }[];
}

export interface Located extends Place {
  source: "billing_address" | "ip_address" | "payment_method" | "shipping_destination";
}

/** `methods` are those of the invoice and the subscription; the customer's own default comes after them. */
export function taxpayerOf(ctx: Context, customer: Customer, methods: (string | null | undefined)[] = []): Taxpayer {
  return {
    shipping: customer.shipping?.address ?? null,
    address: customer.address ?? null,
    methods: [...methods, customer.invoice_settings.default_payment_method].flatMap((id) => addressOfMethod(ctx, id)),
    ip_address: ipAddressOf(ctx, customer.id),
    tax_exempt: customer.tax_exempt ?? "none",
    tax_ids: taxIdsOf(ctx, customer.id),
  };
}

export function ipAddressOf(ctx: Context, customer: string): string | null {
  return ctx.store.detail("customer", customer)?.ip_address ?? null;
}

/** With a postal code alone, the country is that of the card. */
function addressOfMethod(ctx: Context, id: string | null | undefined): Address[] {
  const method = id ? ctx.store.get("payment_method", id) : undefined;
  const address = method?.billing_details.address;
  if (!isPresent(address)) return [];
  return [{ ...address, country: address.country || (method?.card?.country ?? null) }];
}

export function locate({ shipping, address, methods, ip_address }: Taxpayer): Located | undefined {
  const found = (given: Address, source: Located["source"]): Located | undefined => {
    const place = placeOf(given);
    return place && { ...place, source };
  };
  if (isPresent(shipping)) return found(shipping, "shipping_destination");
  if (isPresent(address)) return found(address, "billing_address");
  const paying = methods.find((one) => placeOf(one) !== undefined);
  if (paying) return found(paying, "payment_method");
  const net = ip_address === null ? undefined : addressOfIp(ip_address);
  return net && found(net, "ip_address");
}

/** `customer.tax`, which is shown when it is asked for. */
export function customerTax(ctx: Context, customer: Customer): NonNullable<Customer["tax"]> {
  const location = locate(taxpayerOf(ctx, customer));
  return {
    automatic_tax: !location ? "unrecognized_location" : isRegistered(ctx, location) ? "supported" : "not_collecting",
    ip_address: ipAddressOf(ctx, customer.id),
    location: location ? { country: location.country, source: location.source, state: location.state } : null,
    provider: "stripe",
  };
}

/** Sentence and code are Stripe's, as logged by several of its users. */
export const UNKNOWN_LOCATION =
  "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.";

export function locationInvalid(message = UNKNOWN_LOCATION): StripeError {
  return new StripeError(400, "invalid_request_error", message, { code: "customer_tax_location_invalid" });
}

export function checkLocation(ctx: Context, customer: Customer, methods: (string | null | undefined)[] = []): void {
  if (!locate(taxpayerOf(ctx, customer, methods))) throw locationInvalid();
}
