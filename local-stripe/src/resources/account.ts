// The account that all keys belong to: made once per data directory.
import type Stripe from "stripe";
import { get } from "../conventions/endpoint.ts";
import type { Context } from "../conventions/context.ts";
import { StripeError } from "../conventions/errors.ts";
import { newId } from "../conventions/ids.ts";
import type { Stored } from "../store/objects.ts";

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

function accountObject({ id, created }: Account): Stored<Stripe.Account> {
  return {
    id,
    object: "account",
    business_profile: {
      mcc: null,
      minority_owned_business_designation: null,
      name: "Local Stripe",
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    business_type: null,
    capabilities: {},
    charges_enabled: true,
    country: "US",
    created,
    default_currency: "usd",
    details_submitted: true,
    email: null,
    metadata: {},
    payouts_enabled: true,
    settings: {
      branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
      card_payments: {
        statement_descriptor_prefix: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: "Local Stripe", timezone: "Etc/UTC" },
      payments: {
        statement_descriptor: "LOCAL STRIPE",
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
    },
    type: "standard",
  };
}

export const accountEndpoints = [
  get("/v1/account", {}, (ctx) => accountObject(account(ctx))),
  get("/v1/accounts/:id", {}, (ctx, _params, id) => {
    const own = account(ctx);
    // Of others there are none: local Stripe has no Connect (the sentence is Stripe's for an account that a key can't see)
    if (id !== own.id)
      throw new StripeError(
        403,
        "invalid_request_error",
        `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
        { code: "account_invalid" },
      );
    return accountObject(own);
  }),
];
