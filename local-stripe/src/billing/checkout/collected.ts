// What a payer answered on the page of a session: checked in one place for the page and for the API behind it.
import { COUNTRIES } from "../../conventions/countries.ts";
import { TAX_ID_TYPES } from "../tax/tax-id-types.ts";
import { hasTaxIds, type Questions } from "./questions.ts";

export interface CollectedAddress {
  city?: string | undefined;
  country?: string | undefined;
  line1?: string | undefined;
  line2?: string | undefined;
  postal_code?: string | undefined;
  state?: string | undefined;
}

export interface Collected {
  address?: CollectedAddress | undefined;
  phone?: string | undefined;
  shipping?: { name?: string | undefined; address?: CollectedAddress | undefined } | undefined;
  business_name?: string | undefined;
  individual_name?: string | undefined;
  tax_id?: { type?: string | undefined; value?: string | undefined } | undefined;
  consent?: { promotions?: "opt_in" | "opt_out" | undefined; terms_of_service?: "accepted" | undefined } | undefined;
  custom_fields?: Record<string, string> | undefined;
}

export interface Submitted extends Collected {
  /** Absent when the session asks for no card. */
  payment_method?: string | undefined;
  expected_amount?: number | undefined;
  /** What a visitor without an account typed. */
  email?: string | undefined;
  name?: string | undefined;
  /** Saved for the customer to choose again [SDK: saved_payment_method_options]. */
  save_payment_method?: boolean;
  /** The card's owner passed the bank's challenge on the page. */
  authenticated?: boolean;
}

/** A sentence for each answer that is missing or wrong, by the name of its parameter. */
export type Wrong = Record<string, string>;

export function wrongAnswers(questions: Questions, answers: Collected): Wrong {
  const wrong: Wrong = {};
  const { billing, shipping } = questions;
  const billed = billing === "optional" ? isGiven(answers.address) : billing;
  if (billed)
    Object.assign(
      wrong,
      wrongAddress("address", answers.address ?? {}, billing === "full" ? "full" : "short", COUNTRIES),
    );
  if (shipping) {
    if (!answers.shipping?.name) wrong["shipping[name]"] = "Enter a name.";
    Object.assign(wrong, wrongAddress("shipping[address]", answers.shipping?.address ?? {}, "full", shipping));
  }
  if (questions.phone && !/^\+?[\d\s().-]{5,25}$/.test(answers.phone ?? ""))
    wrong.phone = answers.phone ? "Your phone number is invalid." : "Enter a phone number.";
  if (questions.business_name === "required" && !answers.business_name)
    wrong.business_name = "Enter the name of the business.";
  if (questions.individual_name === "required" && !answers.individual_name) wrong.individual_name = "Enter your name.";
  if (questions.tax_id) Object.assign(wrong, wrongTaxId(questions, answers));
  if (questions.terms && answers.consent?.terms_of_service !== "accepted")
    wrong["consent[terms_of_service]"] = "Accept the terms of service to continue.";
  for (const field of questions.custom_fields) {
    const problem = wrongField(field, answers.custom_fields?.[field.key] ?? "");
    if (problem) wrong[`custom_fields[${field.key}]`] = problem;
  }
  return wrong;
}

/** Whether anything was typed. */
export const isGiven = (address: CollectedAddress | undefined): address is CollectedAddress =>
  Object.values(address ?? {}).some(Boolean);

function wrongAddress(
  at: string,
  address: CollectedAddress,
  how: "short" | "full",
  countries: readonly string[],
): Wrong {
  const wrong: Wrong = {};
  const { country = "" } = address;
  if (!countries.includes(country)) wrong[`${at}[country]`] = "Choose a country.";
  const withCode = ["CA", "US"].includes(country);
  if (withCode && !address.postal_code) wrong[`${at}[postal_code]`] = "Enter a postal code.";
  if (how === "short") return wrong;
  if (!address.line1) wrong[`${at}[line1]`] = "Enter an address.";
  if (!address.city) wrong[`${at}[city]`] = "Enter a city.";
  if (withCode && !address.state) wrong[`${at}[state]`] = "Enter a state.";
  return wrong;
}

function wrongTaxId({ tax_id }: Questions, { tax_id: given = {}, business_name, address }: Collected): Wrong {
  const wrong: Wrong = {};
  const none = !given.type && !given.value;
  if (none && !(tax_id === "required" && hasTaxIds(address?.country ?? ""))) return wrong;
  if (!TAX_ID_TYPES.includes(given.type ?? "")) wrong["tax_id[type]"] = "Choose the type of your tax ID.";
  if (!given.value) wrong["tax_id[value]"] = "Enter your tax ID.";
  if (!business_name) wrong.business_name = "Enter the name of the business.";
  return wrong;
}

function wrongField(field: Questions["custom_fields"][number], value: string): string | undefined {
  if (value === "")
    return field.optional ? undefined : field.dropdown ? "Choose an option." : "This field is required.";
  if (field.dropdown)
    return field.dropdown.options.some((option) => option.value === value) ? undefined : "Choose an option.";
  if (field.numeric && !/^\d+$/.test(value)) return "Use digits only.";
  const { minimum_length: minimum, maximum_length: maximum } = field.numeric ?? field.text ?? {};
  if (typeof minimum === "number" && value.length < minimum) return `Use at least ${minimum} characters.`;
  const most = maximum ?? 255;
  return value.length > most ? `Use at most ${most} characters.` : undefined;
}

/** As it is stored: digits, with the plus of its country. */
export function phoneNumber(typed: string): string {
  return (typed.startsWith("+") ? "+" : "") + typed.replace(/\D/g, "");
}
