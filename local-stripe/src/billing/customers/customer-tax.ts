import type { Customer } from "../../store/objects.ts";

/** What `customer.tax` tells: where the customer is for taxes, as far as their address says. */
export function customerTax({ address, shipping }: Customer) {
  const place = shipping?.address?.country ? shipping.address : address;
  const source = place === address ? "billing_address" : "shipping_destination";
  const location = place?.country ? { country: place.country, source, state: place.state ?? null } : null;
  return {
    automatic_tax: location ? "supported" : "unrecognized_location",
    ip_address: null,
    location,
    provider: "stripe",
  };
}
