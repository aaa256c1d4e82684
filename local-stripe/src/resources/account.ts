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
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: null,
      minority_owned_business_designation: null,
      name: "Local Stripe",
      product_description: null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    business_type: null,
    capabilities: { card_payments: "active", sepa_debit_payments: "active", transfers: "active" },
    charges_enabled: true,
    controller: { type: "account" },
    country: "US",
    created,
    default_currency: "usd",
    details_submitted: true,
    email: null,
    metadata: {},
    payouts_enabled: true,
    settings: {
      bacs_debit_payments: { display_name: null, service_user_number: null },
      branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
      card_issuing: { tos_acceptance: { date: null, ip: null } },
      card_payments: {
        decline_on: { avs_failure: true, cvc_failure: true },
        statement_descriptor_prefix: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: "Local Stripe", timezone: "Etc/UTC" },
      invoices: { default_account_tax_ids: null, hosted_payment_method_save: null },
      payments: {
        statement_descriptor: "LOCAL STRIPE",
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      payouts: {
        debit_negative_balances: true,
        schedule: { delay_days: 2, interval: "daily" },
        statement_descriptor: null,
      },
      sepa_debit_payments: {},
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
