// What restricted keys may do. A key that nobody restricted may do everything. In memory, like faults.
// Names: https://docs.stripe.com/keys/permissions-reference and 403s that others have published.
import { mask } from "../conventions/auth.ts";
import { nameOf, type Endpoint } from "../conventions/endpoint.ts";
import { StripeError } from "../conventions/errors.ts";
import { own } from "../conventions/own.ts";

/** By the beginning of an address, the longer ones first: the permission, and what the Dashboard calls it. */
const PERMISSIONS: [path: string, name: string, label: string][] = [
  ["/v1/customers/:id/payment_methods", "payment_method", "Payment Methods"],
  ["/v1/account", "accounts_kyc_basic", "Accounts"],
  ["/v1/balance_transactions", "balance", "Balance"],
  ["/v1/balance", "balance", "Balance"],
  ["/v1/billing/meters", "billing_meter", "Billing Meters"],
  ["/v1/billing_portal", "customer_portal", "Customer Portal"],
  ["/v1/charges", "charge", "Charges and Refunds"],
  ["/v1/checkout/sessions", "checkout_session", "Checkout Sessions"],
  ["/v1/coupons", "coupon", "Coupons"],
  ["/v1/credit_notes", "credit_note", "Credit Notes"],
  ["/v1/customers", "customer", "Customers"],
  ["/v1/disputes", "dispute", "Disputes"],
  ["/v1/entitlements", "entitlement", "Entitlements"],
  ["/v1/events", "event", "Events"],
  ["/v1/invoice", "invoice", "Invoices"],
  ["/v1/mandates", "mandate", "Mandates"],
  ["/v1/payment_intents", "payment_intent", "PaymentIntents"],
  ["/v1/payment_methods", "payment_method", "Payment Methods"],
  ["/v1/plans", "plan", "Prices"],
  ["/v1/prices", "plan", "Prices"],
  ["/v1/products", "product", "Products"],
  ["/v1/promotion_codes", "promotion_code", "Promotion Codes"],
  ["/v1/refunds", "charge", "Charges and Refunds"],
  ["/v1/setup_intents", "setup_intent", "SetupIntents"],
  ["/v1/subscription", "subscription", "Subscriptions"],
  ["/v1/tax_ids", "tax_id", "Tax IDs"],
  ["/v1/tax_rates", "tax_rate", "Tax Rates"],
  ["/v1/tax", "tax_settings", "Tax Settings"],
  ["/v1/test_helpers/test_clocks", "billing_clock", "Test Clocks"],
  ["/v1/webhook_endpoints", "webhook", "Webhook Endpoints"],
];
const KNOWN = new Set(PERMISSIONS.flatMap(([, name]) => [`${name}_read`, `${name}_write`]));

/** What `/_local/keys` takes for a key: all that it may do, or what it may not. */
export interface Restriction {
  permissions?: string[];
  without?: string[];
}

export class Keys {
  private restrictions = new Map<string, Restriction>();

  get(): Record<string, Restriction> {
    return Object.fromEntries(this.restrictions);
  }

  clear(): void {
    this.restrictions.clear();
  }

  /** All restrictions anew. */
  set(wanted: Record<string, unknown>): void {
    this.restrictions = new Map(Object.entries(wanted).map(([key, given]) => [key, parse(key, given)]));
  }

  /** Throws Stripe's 403 where the key lacks the permission of a call. */
  check(key: string, endpoint: Endpoint, account: () => string): void {
    const restriction = this.restrictions.get(key);
    const needed = restriction && permissionOf(endpoint);
    if (!needed || allows(restriction, needed.right)) return;
    throw new StripeError(
      403,
      "invalid_request_error",
      `Permission denied. The provided key '${mask(key)}' does not have the required permissions for this endpoint on account '${account()}'. Enabling ${needed.label} ('${needed.right}') permissions on this key would allow this request to continue. You can edit permissions at https://dashboard.stripe.com/test/apikeys`,
      { code: "more_permissions_required" },
    );
  }
}

/** A GET reads, everything else writes. Undefined for what Stripe has no such permission for: its pages' own calls. */
function permissionOf(endpoint: Endpoint): { right: string; label: string } | undefined {
  const found = PERMISSIONS.find(([path]) => nameOf(endpoint).split(" ")[1]?.startsWith(path));
  const kind = endpoint.method === "GET" ? "read" : "write";
  return found && { right: `${found[1]}_${kind}`, label: `${found[2]} ${kind === "read" ? "Read" : "Write"}` };
}

/** Who may write may read. */
function allows({ permissions, without = [] }: Restriction, right: string): boolean {
  const write = right.replace(/_read$/, "_write");
  if (permissions) return permissions.includes(right) || permissions.includes(write);
  return !without.includes(right) && !without.includes(right.replace(/_write$/, "_read"));
}

function parse(key: string, given: unknown): Restriction {
  if (!key.startsWith("rk_test_")) throw new Error(`${key} is no restricted key: those begin with rk_test_`);
  if (typeof given !== "object" || given === null) throw new Error(`${key} must have permissions or without`);
  const fields = Object.entries(given);
  const [field] = fields;
  if (fields.length !== 1 || !field || !["permissions", "without"].includes(field[0]))
    throw new Error(`${key} must have either permissions or without`);
  const [name, names] = field;
  if (!Array.isArray(names)) throw new Error(`${name} of ${key} must be a list`);
  const unknown = names.find((one) => !KNOWN.has(String(one)));
  if (unknown !== undefined)
    throw new Error(`There is no permission ${String(unknown)}. There are: ${[...KNOWN].sort().join(", ")}`);
  return own({ permissions: { permissions: names }, without: { without: names } }, name) as Restriction;
}
