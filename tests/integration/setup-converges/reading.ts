/** What Stripe has of an installation, and what it must have after a run: read from what was drawn, not from the code's own forms. */
import type Stripe from "stripe";
import { feeLookupKey, lookupKey, type DrawnCatalog, type DrawnPrice } from "./catalogs";

export type Ours = { products: Stripe.Product[]; prices: Stripe.Price[] };

const DETAILS = ["data.tiers", "data.currency_options"];

export async function ofInstallation(stripe: Stripe, installation: string): Promise<Ours> {
  const products: Stripe.Product[] = [];
  for await (const product of stripe.products.list({ limit: 100 }))
    if (product.metadata.installation_id === installation) products.push(product);
  const ids = new Set(products.map(({ id }) => id));
  const prices: Stripe.Price[] = [];
  for (const active of [true, false])
    for await (const price of stripe.prices.list({ active, limit: 100, expand: DETAILS }))
      if (ids.has(String(price.product))) prices.push(await withEuroTiers(stripe, price));
  return { products, prices };
}

/** Stripe sends the tiers of another currency only if it is named. */
const withEuroTiers = async (stripe: Stripe, price: Stripe.Price): Promise<Stripe.Price> =>
  price.tiers && price.currency_options?.eur && !price.currency_options.eur.tiers
    ? stripe.prices.retrieve(price.id, { expand: ["tiers", "currency_options", "currency_options.eur.tiers"] })
    : price;

type Sold = Record<string, unknown>;

/** What is on sale, by lookup key; a price without one by its id. */
export function soldAt({ products, prices }: Ours, isOf: (id: string) => string): Sold {
  const named = new Map(products.map((product) => [product.id, product]));
  return Object.fromEntries(
    prices
      .filter(({ active }) => active)
      .map((price) => {
        const product = named.get(String(price.product));
        return [
          price.lookup_key ?? price.id,
          {
            plan: product?.metadata.catalog_key,
            isOnSale: product?.active,
            every: price.recurring ? `${price.recurring.interval_count} ${price.recurring.interval}` : "once",
            usage: price.recurring?.usage_type ?? null,
            usd: costOf(price),
            eur: price.currency_options?.eur ? costOf(price.currency_options.eur) : null,
            package: price.transform_quantity?.divide_by ?? null,
            perSeat: price.metadata.per_seat ?? null,
            seats: price.metadata.seats ?? null,
            min: price.metadata.min_seats ?? null,
            hidden: price.metadata.hidden ?? null,
            feeFor: price.metadata.setup_fee_for ? isOf(price.metadata.setup_fee_for) : null,
          },
        ];
      }),
  );
}

type Costs = Pick<Partial<Stripe.Price>, "unit_amount_decimal" | "tiers">;

const costOf = ({ unit_amount_decimal, tiers }: Costs): string =>
  tiers
    ? tiers
        .map((tier) => `${tier.up_to}:${String(tier.unit_amount_decimal)}+${String(tier.flat_amount_decimal ?? 0)}`)
        .join()
    : String(unit_amount_decimal);

export function soldIn(prefix: string, { plans }: DrawnCatalog): Sold {
  return Object.fromEntries(
    plans
      .filter(({ retired }) => !retired)
      .flatMap((plan) => [
        ...plan.prices
          .filter(({ retired }) => !retired)
          .map(
            (price) => [lookupKey(prefix, price), { plan: plan.key, isOnSale: true, ...drawnTerms(price) }] as const,
          ),
        ...(plan.fee
          ? [
              [
                feeLookupKey(prefix, plan),
                {
                  ...NOTHING,
                  plan: `${plan.key}.setup_fee`,
                  isOnSale: true,
                  every: "once",
                  usage: null,
                  usd: String(plan.fee.amount),
                  eur: String(plan.fee.euros),
                  feeFor: plan.key,
                },
              ] as const,
            ]
          : []),
      ]),
  );
}

const NOTHING = { package: null, perSeat: null, seats: null, min: null, hidden: null, feeFor: null };

function drawnTerms({ every, kind, amount, euros, min, hidden }: DrawnPrice): Sold {
  const hasSeats = ["members", "chosen", "package", "tiers", "decimal"].includes(kind);
  const tiers = (unit: number, flat: number) =>
    `10:${unit}+${kind === "tiers" ? firstFlat(euros, flat) : 0},null:${unit}+${flat}`;
  const inEuros = kind === "decimal" ? null : euros;
  return {
    ...NOTHING,
    every: typeof every === "string" ? `1 ${every}` : every.join(" "),
    usage: kind === "metered" ? "metered" : "licensed",
    usd: kind === "tiers" ? tiers(amount, 50) : kind === "decimal" ? "0.5" : String(amount),
    eur: inEuros === null ? null : kind === "tiers" ? tiers(inEuros, 45) : String(inEuros),
    package: kind === "package" ? 10 : null,
    ...(hasSeats && {
      perSeat: "true",
      seats: kind === "chosen" ? "chosen" : "members",
      min: min ? String(min) : null,
    }),
    hidden: hidden ? "true" : null,
  };
}

/** With euros, both tiers of a drawn price have the flat amount. */
const firstFlat = (euros: number | null, flat: number): number => (euros === null ? 0 : flat);
