// Ways to pay that can be kept here, but not used: what Stripe answers when one is made (recorded, except where it says so).
import { createHash } from "node:crypto";
import { epsBank, fpxBank, IDEAL_BANKS, idealBank, p24Bank } from "./banks.ts";
import { create } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { changeMetadata, type MetadataChange } from "../../conventions/metadata.ts";
import { object, oneOf, required, string } from "../../conventions/params.ts";
import type { PaymentMethod } from "../../store/objects.ts";
import { fullDetails, type BillingDetails } from "./billing-details.ts";

const none = object({});

/** The parameters of each type, by its name. */
export const otherFields = {
  acss_debit: object({
    account_number: required(string()),
    institution_number: required(string()),
    transit_number: required(string()),
  }),
  afterpay_clearpay: none,
  alipay: none,
  bancontact: none,
  boleto: object({ tax_id: required(string()) }),
  eps: object({ bank: epsBank }),
  fpx: object({ bank: required(fpxBank), account_holder_type: oneOf("company", "individual") }),
  giropay: none,
  grabpay: none,
  ideal: object({ bank: idealBank }),
  oxxo: none,
  p24: object({ bank: p24Bank }),
  sofort: object({ country: required(oneOf("AT", "BE", "DE", "ES", "IT", "NL")) }),
  wechat_pay: none,
};
export type OtherType = keyof typeof otherFields;
export const otherTypes = Object.keys(otherFields) as OtherType[];

type Given = { [Type in OtherType]?: ReturnType<(typeof otherFields)[Type]["parse"]> };

interface Details {
  billing_details?: BillingDetails | undefined;
  metadata?: MetadataChange;
}

/** What the bank or the service must know of its customer. */
const NEEDS: Partial<Record<OtherType, (keyof BillingDetails)[]>> = {
  acss_debit: ["email", "name"],
  afterpay_clearpay: ["address", "email", "name"],
  bancontact: ["name"],
  boleto: ["address", "email", "name"],
  eps: ["name"],
  giropay: ["name"],
  oxxo: ["email", "name"],
  p24: ["email"],
};

const missingParam = (name: string) => invalid(`Missing required param: ${name}.`, name, "parameter_missing");

export function newOtherMethod(ctx: Context, type: OtherType, given: Given, details: Details): PaymentMethod {
  for (const field of NEEDS[type] ?? [])
    if (!details.billing_details?.[field]) throw missingParam(`billing_details[${field}]`);
  return create(ctx, "payment_method", {
    id: newId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: fullDetails(details.billing_details),
    created: ctx.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: changeMetadata({}, details.metadata),
    type,
    ...shown(type, given),
  });
}

/** The part of the object that carries the type's name. */
function shown(type: OtherType, given: Given): Partial<PaymentMethod> {
  switch (type) {
    case "acss_debit": {
      if (!given.acss_debit) throw missingParam(type);
      const { account_number, ...bank } = given.acss_debit;
      const fingerprint = fingerprintOf(account_number);
      return { acss_debit: { bank_name: "STRIPE TEST BANK", fingerprint, last4: account_number.slice(-4), ...bank } };
    }
    case "boleto":
      if (!given.boleto) throw missingParam(type);
      return { boleto: given.boleto };
    case "fpx":
      if (!given.fpx) throw missingParam(type);
      return { fpx: { account_holder_type: "individual", ...given.fpx } };
    case "sofort":
      if (!given.sofort) throw missingParam(type);
      return { sofort: given.sofort };
    case "ideal": {
      const bank = given.ideal?.bank ?? null;
      return { ideal: { bank, bic: bank && IDEAL_BANKS[bank] } };
    }
    case "eps":
      return { eps: { bank: given.eps?.bank ?? null } };
    case "p24":
      return { p24: { bank: given.p24?.bank ?? null } };
    default:
      return { [type]: {} };
  }
}

function fingerprintOf(number: string): string {
  return createHash("sha256").update(number).digest("base64url").slice(0, 16);
}

/** Nothing can be paid with it here: said at the first use, not with a payment that looks made. */
export function unusable(type: string): Error {
  return invalid(
    `Local Stripe keeps payment methods of the type ${type}, but takes payments by card and SEPA Direct Debit only.`,
    "payment_method",
  );
}
