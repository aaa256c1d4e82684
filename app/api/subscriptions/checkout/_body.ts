import { z } from "zod";
import { fields } from "@/lib/http";

const QUANTITY = { error: "must be a whole number of at least 1" };

/** What a checkout is asked for with, also by the form that needs no JavaScript. */
export const checkoutBody = z.object({
  price_id: fields.priceId,
  workspace_id: fields.workspaceId,
  currency: fields.currency.optional(),
  ui: fields.ui.optional(),
  // A form sends a text.
  quantity: z
    .union(
      [
        z.int(QUANTITY).positive(QUANTITY),
        z
          .string()
          .regex(/^[1-9]\d{0,8}$/, QUANTITY)
          .transform(Number),
      ],
      QUANTITY,
    )
    .optional(),
});
