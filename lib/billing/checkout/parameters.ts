import { createHash } from "node:crypto";
import type Stripe from "stripe";
import { env } from "@/lib/env";
import { METADATA } from "@/lib/stripe/metadata";
import type { Purchasable } from "../catalog/catalog";
import { isFree, quantityOf } from "../catalog/prices";
import type { CheckoutHandOver } from "../hand-over/rows";
import { trialEnd } from "../trials/offer";
import type { User } from "../user";

type CheckoutRequest = {
  user: User;
  workspaceId: string;
  customerId: string;
  offer: Purchasable;
  currency: string;
  /** The members of the workspace, and so the quantity of a price per seat. */
  members: number;
  /** Null without a trial. */
  trialDays: number | null;
  handOver?: CheckoutHandOver | null;
};

/**
 * The parameters of a checkout session.
 * @returns also a fingerprint, equal for equal requests at any time, because it holds whether there is a trial, not its
 *   date
 */
export function checkoutParameters({
  user,
  workspaceId,
  customerId,
  offer,
  currency,
  members,
  trialDays,
  handOver = null,
}: CheckoutRequest) {
  const settings = env();
  const base = settings.FRONT_END_BASE_URL;
  const methodTypes =
    settings.DEFAULT_PAYMENT_METHOD_TYPES as Stripe.Checkout.SessionCreateParams.AllowedPaymentMethodType[];
  const metadata = { [METADATA.workspaceId]: workspaceId, [METADATA.userId]: user.id };
  const timeless = {
    customer: customerId,
    success_url: `${base}/${settings.CHECKOUT_SUCCESS_URL_PATH}?session={CHECKOUT_SESSION_ID}`,
    cancel_url: `${base}/${settings.CHECKOUT_CANCEL_URL_PATH}`,
    // None: Stripe offers what its Dashboard says, by country, currency and amount
    // (https://docs.stripe.com/payments/payment-methods/dynamic-payment-methods).
    ...(methodTypes.length > 0 && { allowed_payment_method_types: methodTypes }),
    mode: settings.DEFAULT_CHECKOUT_MODE,
    // What is metered has no quantity: https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-line_items-quantity
    line_items: [
      { price: offer.price.priceId, ...(!offer.price.metered && { quantity: quantityOf(offer.price, members) }) },
    ],
    // Without it Stripe chooses by the customer's address.
    currency,
    // Without them the account's settings decide, which Stripe has switched on for new accounts.
    managed_payments: { enabled: settings.MANAGED_PAYMENTS },
    adaptive_pricing: { enabled: settings.ADAPTIVE_PRICING },
    metadata,
    allow_promotion_codes: settings.ALLOW_PROMOTION_CODES,
    // A free plan asks for no card (docs/decisions/011).
    ...(isFree(offer.price) && { payment_method_collection: "if_required" as const }),
    locale: "auto",
  } satisfies Stripe.Checkout.SessionCreateParams;
  const parameters: Stripe.Checkout.SessionCreateParams = {
    ...timeless,
    ...(handOver?.expiresAt && { expires_at: Math.floor(handOver.expiresAt.getTime() / 1000) }),
    subscription_data: {
      metadata,
      ...(trialDays !== null && { trial_end: Math.floor(trialEnd(trialDays).getTime() / 1000) }),
      ...(handOver?.anchor && {
        billing_cycle_anchor: Math.floor(handOver.anchor.getTime() / 1000),
        proration_behavior: "none" as const,
      }),
    },
  };
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([timeless, trialDays, ...(handOver ? [handOver.predecessors, handOver.anchor] : [])]))
    .digest("base64url");
  return { parameters, fingerprint };
}
