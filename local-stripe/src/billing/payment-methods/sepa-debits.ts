import { createHash } from "node:crypto";
import { create } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { ibanFrom, refusalOfIban } from "./debits.ts";
import { invalid } from "../../conventions/errors.ts";
import { own } from "../../conventions/own.ts";
import { newId } from "../../conventions/ids.ts";
import { changeMetadata, type MetadataChange } from "../../conventions/metadata.ts";
import type { PaymentMethod } from "../../store/objects.ts";
import { fullDetails, type BillingDetails } from "./billing-details.ts";

export interface Debit {
  iban: string;
  billing_details?: BillingDetails | undefined;
  metadata?: MetadataChange;
}

/** How many digits after the check digits name the bank. */
const BANK_CODE_LENGTH: Record<string, number> = { AT: 5, DE: 8, DK: 4 };

/** A bank account without a customer yet. */
export function newSepaDebit(ctx: Context, debit: Debit): PaymentMethod {
  const iban = ibanFrom(debit.iban);
  const refusal = refusalOfIban(iban);
  if (refusal) throw refusal;
  // A mandate needs both [docs: payments/sepa-debit/accept-a-payment]
  for (const field of ["name", "email"] as const) {
    if (!debit.billing_details?.[field])
      throw invalid(
        `Missing required param: billing_details[${field}].`,
        `billing_details[${field}]`,
        "parameter_missing",
      );
  }
  const country = iban.slice(0, 2);
  const method: PaymentMethod = {
    id: newId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: fullDetails(debit.billing_details),
    created: ctx.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: changeMetadata({}, debit.metadata),
    sepa_debit: {
      bank_code: iban.slice(4, 4 + (own(BANK_CODE_LENGTH, country) ?? 4)),
      branch_code: "",
      country,
      fingerprint: createHash("sha256").update(iban).digest("base64url").slice(0, 16),
      generated_from: { charge: null, setup_attempt: null },
      last4: iban.slice(-4),
    },
    type: "sepa_debit",
  };
  ctx.store.putDetail("payment_method", method.id, { number: iban });
  return create(ctx, "payment_method", method);
}
