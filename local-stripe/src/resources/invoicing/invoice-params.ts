// The parameters of invoices that are made or changed by hand.
import { metadata } from "../../conventions/metadata.ts";
import {
  array,
  boolean,
  clearable,
  integer,
  object,
  oneOf,
  required,
  string,
  timestamp,
  type Parsed,
} from "../../conventions/params.ts";
import { discounts } from "../catalog/discount-params.ts";
import { automaticTax, taxRates } from "../subscriptions/subscription-params.ts";

const fields = {
  auto_advance: boolean(),
  automatic_tax: automaticTax,
  collection_method: oneOf("charge_automatically", "send_invoice"),
  custom_fields: clearable(
    array(object({ name: required(string({ max: 40 })), value: required(string({ max: 140 })) }), { max: 4 }),
  ),
  days_until_due: integer({ min: 0 }),
  default_payment_method: string(),
  default_tax_rates: clearable(taxRates),
  description: clearable(string({ max: 1500 })),
  discounts: clearable(discounts),
  due_date: timestamp(),
  effective_at: timestamp(),
  footer: clearable(string({ max: 5000 })),
  issuer: object({ type: required(oneOf("self")) }),
  metadata: metadata(),
  number: string({ max: 26 }),
  statement_descriptor: string({ max: 22 }),
};

export const createFields = {
  ...fields,
  currency: string({ max: 3 }),
  /** Required without `from_invoice`. */
  customer: string(),
  from_invoice: object({ action: required(oneOf("revision")), invoice: required(string()) }),
  pending_invoice_items_behavior: oneOf("exclude", "include"),
  subscription: string(),
};
export type CreateInvoiceParams = Parsed<typeof createFields>;

export const updateFields = fields;
export type UpdateInvoiceParams = Parsed<typeof updateFields>;

export const payFields = {
  forgive: boolean(),
  off_session: boolean(),
  paid_out_of_band: boolean(),
  payment_method: string(),
  source: string(),
};
