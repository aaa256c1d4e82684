import { z } from "zod";
import { refuseProblems } from "./file-error";
import { fields, listOf, must, oneOf, text } from "./kinds";
import { problemLine } from "./problem";
import { shapeProblems } from "./shape-problems";

const trueOrFalse = z.boolean(must("true or false"));

/** What billing/portal.ts may say: https://docs.stripe.com/api/customer_portal/configurations/create */
const shape = fields("a portal", {
  /** Stripe shows up to 60 characters. */
  headline: text.max(60, "must have up to 60 characters"),
  loginPage: z.boolean(must("true, false, or null")).nullable(),
  planChange: fields("a change of plan", {
    enabled: trueOrFalse,
    proration: oneOf(["always_invoice", "create_prorations", "none"]),
    waitsForPeriodEnd: listOf(["decreasing_item_amount", "shortening_interval"]),
    trial: oneOf(["continue_trial", "end_trial"]),
  }),
  paymentMethodUpdate: trueOrFalse,
  billingHistory: trueOrFalse,
  customerUpdate: listOf(["address", "email", "name", "phone", "shipping", "tax_id"]),
  cancellation: fields("a cancellation", {
    enabled: trueOrFalse,
    mode: oneOf(["at_period_end", "immediately"]),
    reasons: listOf([
      "customer_service",
      "low_quality",
      "missing_features",
      "other",
      "switched_service",
      "too_complex",
      "too_expensive",
      "unused",
    ]),
  }),
});

export type PortalFile = z.input<typeof shape>;

/** @throws FileError that names every field that can't be right */
export function definePortal(entry: PortalFile): PortalFile {
  refuseProblems("billing/portal.ts", shapeProblems(shape, entry).map(problemLine));
  return entry;
}
