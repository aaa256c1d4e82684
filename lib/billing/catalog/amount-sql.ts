import { STEPS } from "@/lib/currencies";

/** SQL: the name of a price's row, the currency of the subscription (null: the price's own), and a quantity. */
type Amount = { price: string; currency: string; quantity: string };

/** The currency in which a price is paid. */
export const paidIn = ({ price: p, currency }: Omit<Amount, "quantity">): string =>
  `COALESCE(${currency}, ${p}.currency)`;

/** What one unit of a price costs in a currency, or one package; null where the price has tiers, or is not sold in it. */
export const unitSql = (amount: Omit<Amount, "quantity">): string => {
  const { price: p } = amount;
  const named = paidIn(amount);
  return `CASE WHEN ${p}.currency_options IS NOT NULL THEN (${p}.currency_options->${named}->>'unit_amount_decimal')::numeric
      WHEN ${named} = ${p}.currency THEN COALESCE(${p}.unit_amount_minor, ${p}.unit_amount_decimal) END`;
};

/** One unit's whole amount in minor units; null where there is none: tiers, packages, fractions, another currency. */
export const unitMinorSql = ({ price: p, currency }: Omit<Amount, "quantity">): string =>
  `CASE WHEN ${p}.package_size IS NULL THEN CASE
      WHEN ${p}.currency_options IS NOT NULL THEN (${p}.currency_options->${paidIn({ price: p, currency })}->>'unit_amount_minor')::bigint
      WHEN ${paidIn({ price: p, currency })} = ${p}.currency THEN ${p}.unit_amount_minor END END`;

/** How `round` counts the places of a step: -2 for hundreds. */
const PLACES = Object.entries(STEPS).map(([currency, step]) => `WHEN '${currency}' THEN ${-Math.log10(step)}`);

/**
 * The expression of what is owed: what so many of a price cost in a currency, by the rules of `amountFor` (lib/amounts.ts).
 * A scalar, in minor units; null where that goes by use, or where the price is not sold in the currency.
 */
export function amountSql({ price: p, currency, quantity }: Amount): string {
  const rounded = (amount: string) => `round(${amount}, owed.places)`;
  const decimal = (name: string) => `COALESCE((step.tier->>'${name}')::numeric, 0)`;
  const tiers = `(SELECT sum(${rounded(`${decimal("unit_amount_decimal")} * (LEAST(owed.quantity, step.up_to) - step.below)`)} + ${rounded(decimal("flat_amount_decimal"))})
        FROM (
          SELECT tier, CASE WHEN ${p}.tiers_mode = 'volume' THEN NULL ELSE (tier->>'up_to')::numeric END AS up_to,
            CASE WHEN ${p}.tiers_mode = 'volume' OR at = 1 THEN 0 ELSE (owed.tiers->(at::int - 2)->>'up_to')::numeric END AS below
          FROM jsonb_array_elements(owed.tiers) WITH ORDINALITY each (tier, at)
          WHERE (at = 1 OR owed.quantity > (owed.tiers->(at::int - 2)->>'up_to')::numeric)
            AND (${p}.tiers_mode IS DISTINCT FROM 'volume' OR tier->>'up_to' IS NULL OR owed.quantity <= (tier->>'up_to')::numeric)) step)`;
  const count = `CASE ${p}.package_round WHEN 'up' THEN ceil(owed.quantity / ${p}.package_size)
          WHEN 'down' THEN floor(owed.quantity / ${p}.package_size) ELSE owed.quantity END`;
  const named = paidIn({ price: p, currency });
  return `(SELECT CASE WHEN sum.amount <= ${Number.MAX_SAFE_INTEGER} THEN sum.amount::bigint END
    FROM (
      SELECT CASE WHEN ${p}.usage_type = 'metered' THEN NULL
        WHEN ${p}.billing_scheme = 'tiered' THEN CASE WHEN jsonb_typeof(owed.tiers) = 'array' THEN ${tiers} END
        ELSE ${rounded(`owed.unit * ${count}`)} END AS amount
      FROM (
        SELECT ${unitSql({ price: p, currency })} AS unit, ${p}.currency_options->${named}->'tiers' AS tiers, (${quantity})::numeric AS quantity,
          CASE ${named} ${PLACES.join(" ")} ELSE 0 END AS places) owed) sum)`;
}

/** The items of a subscription `s`. */
export const ITEMS = "SELECT * FROM subscription_item si WHERE si.subscription_id = s.id";

/**
 * What the items of a subscription `s` cost each time; null where it goes by use, or is not known. @param items SQL of rows
 * with `price_id` and `quantity`
 */
export const costOf = (items: string) =>
  `(SELECT CASE WHEN bool_and(p.amount IS NOT NULL) THEN sum(p.amount)::bigint END
      FROM (${items}) i LEFT JOIN LATERAL (
        SELECT ${amountSql({ price: "p", currency: "s.currency", quantity: "COALESCE(i.quantity, 1)" })} AS amount
        FROM price p WHERE p.id = i.price_id OFFSET 0) p ON true)`;
