// The account that all keys belong to: made once per data directory.
import { get } from "../conventions/endpoint.ts";
import type { Context } from "../conventions/context.ts";
import { newId } from "../conventions/ids.ts";

interface Account {
  id: string;
  created: number;
  invoice_prefix: string;
}

export function account(ctx: Context): Account {
  const known = ctx.store.read<Account>("account");
  if (known) return known;
  const made = { id: newId("acct"), created: ctx.now, invoice_prefix: "LOCAL" };
  ctx.store.save(made, "account");
  return made;
}

export const accountEndpoints = [
  get("/v1/account", {}, (ctx) => ({
    id: account(ctx).id,
    object: "account",
    business_profile: { name: "Local Stripe", url: null, support_email: null },
    business_type: null,
    capabilities: {},
    charges_enabled: true,
    country: "US",
    created: account(ctx).created,
    default_currency: "usd",
    details_submitted: true,
    email: null,
    metadata: {},
    payouts_enabled: true,
    settings: { dashboard: { display_name: "Local Stripe", timezone: "Etc/UTC" } },
    type: "standard",
  })),
];
