import { metadata } from "../../conventions/metadata.ts";
import {
  array,
  boolean,
  decimal,
  dictionary,
  either,
  integer,
  object,
  oneOf,
  required,
  string,
  type Parsed,
} from "../../conventions/params.ts";

export const interval = oneOf("day", "month", "week", "year");

export const taxBehavior = oneOf("exclusive", "inclusive", "unspecified");

const tier = object({
  up_to: required(either<number | "inf", number | "inf">(oneOf("inf"), integer({ min: 1 }))),
  flat_amount: integer(),
  flat_amount_decimal: decimal(),
  unit_amount: integer(),
  unit_amount_decimal: decimal(),
});

export const currencyOption = object({
  unit_amount: integer({ min: 0 }),
  unit_amount_decimal: decimal(),
  tax_behavior: taxBehavior,
  tiers: array(tier),
});

export type TierParams = ReturnType<typeof tier.parse>;

export type CurrencyOptionParams = ReturnType<typeof currencyOption.parse>;

/** What a price and a product's `default_price_data` have in common. */
export const priceFields = {
  currency: required(string({ max: 3 })),
  currency_options: dictionary(currencyOption),
  metadata: metadata(),
  recurring: object({
    interval: required(interval),
    interval_count: integer({ min: 1 }),
    meter: string(),
    trial_period_days: integer({ min: 1 }),
    usage_type: oneOf("licensed", "metered"),
  }),
  tax_behavior: taxBehavior,
  unit_amount: integer({ min: 0 }),
  unit_amount_decimal: decimal(),
};

export const createFields = {
  ...priceFields,
  active: boolean(),
  billing_scheme: oneOf("per_unit", "tiered"),
  lookup_key: string({ max: 200 }),
  nickname: string(),
  product: string(),
  product_data: object({
    name: required(string()),
    active: boolean(),
    id: string(),
    metadata: metadata(),
    statement_descriptor: string(),
    tax_code: string(),
    unit_label: string(),
  }),
  tiers: array(tier),
  tiers_mode: oneOf("graduated", "volume"),
  transfer_lookup_key: boolean(),
  transform_quantity: object({ divide_by: required(integer({ min: 1 })), round: required(oneOf("down", "up")) }),
};

export type CreateParams = Parsed<typeof createFields>;
