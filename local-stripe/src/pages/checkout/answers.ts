// What a visitor answers on the checkout page beside the way to pay.
import type { Collected, CollectedAddress } from "../../billing/checkout/collected.ts";
import type { Questions } from "../../billing/checkout/questions.ts";
import type { Form } from "../answer.ts";

export function readAnswers(form: Form, questions: Questions): Collected {
  const { billing, shipping, phone, business_name, individual_name, tax_id, terms, promotions } = questions;
  return {
    ...(billing && { address: readAddress(form, "address") }),
    ...(phone && { phone: form("phone") }),
    ...(shipping && {
      shipping: { name: form("shipping[name]"), address: readAddress(form, "shipping[address]") },
    }),
    ...(business_name && { business_name: form("business_name") }),
    ...(individual_name && { individual_name: form("individual_name") }),
    ...(tax_id && { tax_id: { type: form("tax_id[type]"), value: form("tax_id[value]") } }),
    ...((terms || promotions) && {
      consent: {
        ...(form("consent[terms_of_service]") && { terms_of_service: "accepted" as const }),
        ...(promotions && { promotions: form("consent[promotions]") ? ("opt_in" as const) : ("opt_out" as const) }),
      },
    }),
    custom_fields: Object.fromEntries(
      questions.custom_fields.map(({ key }) => [key, form(`custom_fields[${key}]`)] as const),
    ),
  };
}

/** What was left empty is not there. */
function readAddress(form: Form, at: string): CollectedAddress {
  const parts = ["country", "line1", "line2", "postal_code", "city", "state"] as const;
  return Object.fromEntries(
    parts.flatMap((part) => (form(`${at}[${part}]`) === "" ? [] : [[part, form(`${at}[${part}]`)]])),
  );
}
