import { createHash } from "node:crypto";
import type Stripe from "stripe";
import { inSeconds, now } from "@/lib/clock";
import { env } from "@/lib/env";
import { METADATA } from "@/lib/stripe/metadata";
import type { CheckoutHandOver } from "../hand-over/rows";
import { trialEnd } from "../trials/offer";
import type { User } from "../user";
import { isFreeSale, type Sale } from "./sale";

/** Where a checkout is paid: on Stripe's own page, or within ours. */
export type CheckoutUi = "hosted" | "embedded";

type CheckoutRequest = {
  user: User;
  workspaceId: string;
  customerId: string;
  ui: CheckoutUi;
  sale: Sale;
  currency: string;
  /** Null without a trial. */
  trialDays: number | null;
  /** What becomes of a trial that nobody gave a payment method for; null where a method has to be given first. */
  trialWithoutCard?: "cancel" | "pause" | null;
  handOver?: CheckoutHandOver | null;
  /** When an offer of a hidden price ends. */
  offeredUntil?: Date | null;
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
  ui,
  sale,
  currency,
  trialDays,
  trialWithoutCard = null,
  handOver = null,
  offeredUntil = null,
}: CheckoutRequest) {
  const settings = env();
  const base = settings.FRONT_END_BASE_URL;
  const withoutCard = trialDays === null ? null : trialWithoutCard;
  const methodTypes =
    settings.DEFAULT_PAYMENT_METHOD_TYPES as Stripe.Checkout.SessionCreateParams.AllowedPaymentMethodType[];
  const metadata = { [METADATA.workspaceId]: workspaceId, [METADATA.userId]: user.id };
  const success = `${base}/${settings.CHECKOUT_SUCCESS_URL_PATH}?session={CHECKOUT_SESSION_ID}`;
  const timeless = {
    customer: customerId,
    ...(ui === "embedded"
      ? { ui_mode: "embedded_page" as const, return_url: success }
      : { success_url: success, cancel_url: `${base}/${settings.CHECKOUT_CANCEL_URL_PATH}` }),
    // None: Stripe offers what its Dashboard says, by country, currency and amount
    // (https://docs.stripe.com/payments/payment-methods/dynamic-payment-methods).
    ...(methodTypes.length > 0 && { allowed_payment_method_types: methodTypes }),
    mode: settings.DEFAULT_CHECKOUT_MODE,
    line_items: lineItems(sale),
    // Without it Stripe chooses by the customer's address.
    currency,
    // Without them the account's settings decide, which Stripe has switched on for new accounts.
    managed_payments: { enabled: settings.MANAGED_PAYMENTS },
    adaptive_pricing: { enabled: settings.ADAPTIVE_PRICING },
    metadata,
    allow_promotion_codes: settings.ALLOW_PROMOTION_CODES,
    // A free plan asks for no card (docs/decisions/011), nor does a trial that begins without one. What is due now, such as
    // a set-up fee, still does.
    ...((isFreeSale(sale, currency) || withoutCard) && { payment_method_collection: "if_required" as const }),
    locale: "auto",
  } satisfies Stripe.Checkout.SessionCreateParams;
  const parameters: Stripe.Checkout.SessionCreateParams = {
    ...timeless,
    ...expiry(handOver?.expiresAt ?? null, offeredUntil),
    subscription_data: {
      metadata,
      ...(trialDays !== null && { trial_end: Math.floor(trialEnd(trialDays).getTime() / 1000) }),
      ...(withoutCard && { trial_settings: { end_behavior: { missing_payment_method: withoutCard } } }),
      ...(handOver?.anchor && {
        billing_cycle_anchor: Math.floor(handOver.anchor.getTime() / 1000),
        proration_behavior: "none" as const,
      }),
    },
  };
  const fingerprint = createHash("sha256")
    .update(
      JSON.stringify([timeless, trialDays, withoutCard, ...(handOver ? [handOver.predecessors, handOver.anchor] : [])]),
    )
    .digest("base64url");
  return { parameters, fingerprint };
}

/**
 * The price that was named first; then what comes with it. Its number can't be changed on Stripe's page, which knows neither
 * the members nor the limits. What is metered has no quantity:
 * https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-line_items-quantity
 */
const lineItems = ({ price, quantity, companions, setupFee }: Sale) => [
  { price: price.priceId, ...(quantity !== null && { quantity }) },
  ...companions.map(({ priceId }) => ({ price: priceId })),
  ...(setupFee ? [{ price: setupFee.priceId, quantity: 1 }] : []),
];

// A session lives between half an hour and a day: https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at
const SHORTEST_SECONDS = 31 * 60;
const LONGEST_SECONDS = 24 * 3600;

/** Where a session must be over sooner than usual. An offer that ends within half an hour leaves time to pay. */
function expiry(handedOver: Date | null, offered: Date | null) {
  const offerEnd = offered && new Date(Math.max(offered.getTime(), inSeconds(now(), SHORTEST_SECONDS).getTime()));
  const last = inSeconds(now(), LONGEST_SECONDS);
  const ends = [handedOver, offerEnd && offerEnd < last ? offerEnd : null].flatMap((at) => at?.getTime() ?? []);
  return ends.length > 0 ? { expires_at: Math.floor(Math.min(...ends) / 1000) } : {};
}
