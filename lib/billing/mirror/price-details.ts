import type Stripe from "stripe";

/** What Stripe sends of a price on demand only, so that no event carries it: https://docs.stripe.com/expand */
export const PRICE_DETAILS = ["tiers", "currency_options"];

/** A price of which Stripe was asked for that. */
export type DetailedPrice = Stripe.Price & Required<Pick<Stripe.Price, "currency_options">>;

export const withDetails = <T extends Stripe.Price>(price: T) =>
  Object.assign(price, { currency_options: price.currency_options ?? {} });

/**
 * The tiers in other currencies than the price's own have to be named one by one, so the currencies must be known before.
 * @returns what more to ask for; nothing for most prices
 */
export const tiersToAskFor = ({ billing_scheme, currency, currency_options }: Stripe.Price): string[] =>
  billing_scheme === "tiered"
    ? Object.entries(currency_options ?? {})
        .filter(([code, option]) => code !== currency && !option.tiers)
        .map(([code]) => `currency_options.${code}.tiers`)
    : [];
