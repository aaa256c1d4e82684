// The parameters of invoice items, and of lines that are put into a draft.
import { metadata } from "../../conventions/metadata.ts";
import {
  array,
  boolean,
  clearable,
  decimal,
  integer,
  object,
  oneOf,
  required,
  string,
  timestamp,
  type Parsed,
} from "../../conventions/params.ts";
import { discounts } from "../catalog/discount-params.ts";
import { taxBehavior } from "../catalog/price-params.ts";

const priceData = object({
  currency: required(string({ max: 3 })),
  product: string(),
  product_data: object({
    name: required(string()),
    description: string(),
    images: array(string()),
    metadata: metadata(),
    tax_code: string(),
    unit_label: string(),
  }),
  tax_behavior: taxBehavior,
  unit_amount: integer(),
  unit_amount_decimal: decimal(),
});

/** What an item and a line have in common. */
export const itemFields = {
  amount: integer(),
  description: clearable(string()),
  discountable: boolean(),
  discounts: clearable(discounts),
  metadata: metadata(),
  period: object({ end: required(timestamp()), start: required(timestamp()) }),
  price_data: priceData,
  pricing: object({ price: string() }),
  quantity: integer({ min: 0 }),
  tax_behavior: taxBehavior,
  tax_rates: clearable(array(string(), { max: 5 })),
};
export type ItemParams = Parsed<typeof itemFields>;

export const createFields = {
  ...itemFields,
  currency: string({ max: 3 }),
  customer: string(),
  invoice: string(),
  /** Its name until 2025-03-31.basil. */
  price: string(),
  subscription: string(),
  unit_amount_decimal: decimal(),
};
export type CreateItemParams = Parsed<typeof createFields>;

export const updateFields = { ...itemFields, price: string(), unit_amount_decimal: decimal() };

const invoiceMetadata = metadata();
export const addLinesFields = {
  invoice_metadata: invoiceMetadata,
  lines: required(array(object({ ...itemFields, invoice_item: string() }), { max: 250 })),
};
export const updateLinesFields = {
  invoice_metadata: invoiceMetadata,
  lines: required(array(object({ ...itemFields, id: required(string()) }), { max: 250 })),
};
export const removeLinesFields = {
  invoice_metadata: invoiceMetadata,
  lines: required(
    array(object({ behavior: required(oneOf("delete", "unassign")), id: required(string()) }), { max: 250 }),
  ),
};
