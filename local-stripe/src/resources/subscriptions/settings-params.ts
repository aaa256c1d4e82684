// What a subscription, or a phase of a schedule, gives to its invoices and their payments.
import type { Context } from "../../conventions/context.ts";
import { fetchNamed } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { array, clearable, integer, object, oneOf, required, string, type Parsed } from "../../conventions/params.ts";
import type { Subscription } from "../../store/objects.ts";

const issuer = object({ type: required(oneOf("self")) });
const customFields = array(object({ name: required(string({ max: 40 })), value: required(string({ max: 140 })) }), {
  max: 4,
});
const invoiceFields = {
  account_tax_ids: clearable(array(string(), { max: 5 })),
  custom_fields: clearable(customFields),
  description: clearable(string()),
  footer: clearable(string()),
  issuer,
};
export const invoiceSettings = object(invoiceFields);
export const scheduleInvoiceSettings = object({ ...invoiceFields, days_until_due: integer({ min: 0, max: 730 }) });

/** Types that a subscription's invoices can be paid with here. Stripe takes further ones. */
const methodTypes = array(oneOf("card", "link", "sepa_debit"));
const cardOptions = object({
  network: oneOf(
    "amex",
    "cartes_bancaires",
    "diners",
    "discover",
    "eftpos_au",
    "girocard",
    "interac",
    "jcb",
    "link",
    "mastercard",
    "unionpay",
    "unknown",
    "visa",
  ),
  request_three_d_secure: oneOf("any", "automatic", "challenge"),
});
export const paymentSettings = object({
  payment_method_options: clearable(object({ card: clearable(cardOptions) })),
  payment_method_types: clearable(methodTypes),
  save_default_payment_method: oneOf("off", "on_subscription"),
});

export function withInvoiceSettings(
  ctx: Context,
  before: Subscription["invoice_settings"],
  given: Parsed<typeof invoiceFields> | undefined,
  name = "invoice_settings",
): Subscription["invoice_settings"] {
  if (!given) return before;
  given.account_tax_ids?.forEach((id, index) => fetchNamed(ctx, "tax_id", id, `${name}[account_tax_ids][${index}]`));
  return { ...before, ...given };
}

type PaymentOptions = NonNullable<Subscription["payment_settings"]>["payment_method_options"];

export function withPaymentSettings(
  before: NonNullable<Subscription["payment_settings"]>,
  given: ReturnType<typeof paymentSettings.parse> | undefined,
): NonNullable<Subscription["payment_settings"]> {
  if (!given) return before;
  const { payment_method_options: options, ...rest } = given;
  return {
    ...before,
    ...rest,
    payment_method_options:
      options === undefined ? before.payment_method_options : options && optionsOf(options.card ?? undefined),
  };
}

/** Methods that are not here are left out. */
function optionsOf(card: ReturnType<typeof cardOptions.parse> | undefined): PaymentOptions {
  const given = { network: card?.network ?? null, request_three_d_secure: card?.request_three_d_secure ?? "automatic" };
  return { card: card ? given : null, sepa_debit: null } as PaymentOptions;
}

const connect = {
  application_fee_percent: clearable(string()),
  on_behalf_of: clearable(string()),
  transfer_data: clearable(object({ amount_percent: string(), destination: required(string()) })),
};
/** Connect: taken to be refused with Stripe's sentences, because this account has no connected ones. */
export const connectFields = connect;
export function refuseConnect(params: Parsed<typeof connect>): void {
  if (params.application_fee_percent)
    throw invalid(
      "Can only apply an application_fee_percent when the request is made on behalf of another account (using an OAuth key, the Stripe-Account header, or the Stripe-Context header).",
      "application_fee_percent",
    );
  if (params.on_behalf_of)
    throw invalid(`No such account: '${params.on_behalf_of}'`, "on_behalf_of", "resource_missing");
  if (params.transfer_data)
    throw invalid(
      `No such destination: '${params.transfer_data.destination}'`,
      "transfer_data[destination]",
      "resource_missing",
    );
}

/** A source is an older way to pay that doesn't exist here. */
export function refuseSource(id: string | null | undefined): void {
  if (id) throw invalid(`No such source: '${id}'`, "default_source", "resource_missing");
}
