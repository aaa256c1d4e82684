import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { newId, token } from "../../conventions/ids.ts";
import { changeMetadata, type MetadataChange } from "../../conventions/metadata.ts";
import type { Customer } from "../../store/objects.ts";

interface Address {
  city?: string | null;
  country?: string | null;
  line1?: string | null;
  line2?: string | null;
  postal_code?: string | null;
  state?: string | null;
}
export interface CustomerChanges {
  address?: Address | null;
  balance?: number;
  description?: string | null;
  email?: string | null;
  invoice_settings?: { default_payment_method?: string | null; footer?: string | null };
  metadata?: MetadataChange;
  name?: string | null;
  phone?: string | null;
  preferred_locales?: string[];
  shipping?: { address: Address; name: string; phone?: string } | null;
  tax_exempt?: "exempt" | "none" | "reverse" | null;
}
type Clock = { id: string; frozen_time: number };

export function newCustomer(ctx: Context, params: CustomerChanges = {}, clock?: Clock): Customer {
  return changedCustomer(
    {
      id: newId("cus"),
      object: "customer",
      address: null,
      balance: 0,
      created: clock?.frozen_time ?? nowFor(ctx, null),
      currency: null,
      customer_account: null,
      default_source: null,
      delinquent: false,
      description: null,
      discount: null,
      email: null,
      invoice_prefix: token(8).toUpperCase(),
      invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
      livemode: false,
      metadata: {},
      name: null,
      next_invoice_sequence: 1,
      phone: null,
      preferred_locales: [],
      shipping: null,
      tax_exempt: "none",
      test_clock: clock?.id ?? null,
    },
    params,
  );
}

export function changedCustomer(customer: Customer, params: CustomerChanges): Customer {
  const { address, invoice_settings, metadata: change, shipping, tax_exempt, ...plain } = params;
  return {
    ...customer,
    ...plain,
    address: address === undefined ? customer.address : address && fullAddress(address),
    shipping:
      shipping === undefined ? customer.shipping : shipping && { ...shipping, address: fullAddress(shipping.address) },
    tax_exempt: tax_exempt === undefined ? customer.tax_exempt : (tax_exempt ?? "none"),
    invoice_settings: { ...customer.invoice_settings, ...invoice_settings },
    metadata: changeMetadata(customer.metadata, change),
  };
}

function fullAddress(part: Address) {
  const none = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  return { ...none, ...part };
}
