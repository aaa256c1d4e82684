import { metadata } from "../../conventions/metadata.ts";
import {
  array,
  decimal,
  integer,
  object,
  oneOf,
  required,
  string,
  timestamp,
  type Parsed,
} from "../../conventions/params.ts";

const line = object({
  amount: integer({ min: 1 }),
  description: string(),
  invoice_line_item: string(),
  metadata: metadata(),
  quantity: integer({ min: 1 }),
  tax_rates: array(string(), { max: 5 }),
  type: required(oneOf("custom_line_item", "invoice_line_item")),
  unit_amount: integer({ min: 1 }),
  unit_amount_decimal: decimal(),
});
export type NoteLineParams = ReturnType<typeof line.parse>;

export const createFields = {
  amount: integer({ min: 1 }),
  credit_amount: integer({ min: 0 }),
  effective_at: timestamp(),
  email_type: oneOf("credit_note", "none"),
  invoice: required(string()),
  lines: array(line),
  memo: string(),
  metadata: metadata(),
  out_of_band_amount: integer({ min: 0 }),
  reason: oneOf("duplicate", "fraudulent", "order_change", "product_unsatisfactory"),
  refund_amount: integer({ min: 0 }),
  refunds: array(object({ amount_refunded: integer({ min: 1 }), refund: required(string()), type: oneOf("refund") })),
};
export type CreateNoteParams = Parsed<typeof createFields>;
