// What a visitor types about a card, understood and checked before any bank is asked. The sentences are Stripe's.
import { refusalOfNumber } from "../billing/payment-methods/cards.ts";
import type { Card } from "../billing/payment-methods/payment-methods.ts";
import type { Form } from "./answer.ts";
import type { FieldErrors } from "./fields.tsx";

/** What goes back into the form when it is shown again: the security code only when nothing was submitted yet. */
export interface TypedCard {
  number: string;
  expiry: string;
  name: string;
  cvc?: string;
}

export function typedCard(form: Form): TypedCard {
  return { number: form("number"), expiry: form("expiry"), name: form("name") };
}

/** The card, or a sentence for each field that is wrong. */
export function readCard(
  form: Form,
  now: number,
): { card: Card; errors: undefined } | { card: undefined; errors: FieldErrors } {
  const { number: typedNumber, expiry, name } = typedCard(form);
  const number = typedNumber.replace(/[\s-]/g, "");
  const date = readExpiry(expiry);
  const errors: FieldErrors = {
    number: numberError(number),
    expiry: date ? dateError(date, now) : "Your card's expiration date is incomplete.",
    cvc: codeError(form("cvc"), number),
    name: name === "" ? "Enter the name on the card." : undefined,
  };
  if (!date || Object.values(errors).some((error) => error !== undefined)) return { card: undefined, errors };
  return { card: { number, exp_month: date.month, exp_year: date.year, billing_details: { name } }, errors: undefined };
}

function numberError(number: string): string | undefined {
  if (!/^\d*$/.test(number)) return "Your card number is invalid.";
  if (number.length < (isAmex(number) ? 15 : 16)) return "Your card number is incomplete.";
  const refusal = refusalOfNumber(number);
  return refusal?.details.code === "incorrect_number" ? "Your card number is invalid." : refusal?.message;
}

interface Expiry {
  month: number;
  year: number;
}

/** "12/34", "12 / 34", "1234", "12/2034", "1/34". */
function readExpiry(text: string): Expiry | undefined {
  const parts = /^(\d{1,2})\s*[/-]\s*(\d{2}|\d{4})$/.exec(text) ?? /^(\d{2})\s*(\d{2})$/.exec(text);
  if (!parts) return undefined;
  const [, month, year] = parts.map(Number);
  return month === undefined || year === undefined ? undefined : { month, year: year < 100 ? 2000 + year : year };
}

function dateError({ month, year }: Expiry, now: number): string | undefined {
  const today = new Date(now * 1000);
  const monthsAhead = (year - today.getUTCFullYear()) * 12 + month - 1 - today.getUTCMonth();
  if (month < 1 || month > 12) return "Your card's expiration date is invalid.";
  if (monthsAhead < 0) return "Your card's expiration date is in the past.";
  return monthsAhead > 50 * 12 ? "Your card's expiration year is invalid." : undefined;
}

function codeError(code: string, number: string): string | undefined {
  return new RegExp(`^\\d{${isAmex(number) ? 4 : 3}}$`).test(code)
    ? undefined
    : "Your card's security code is incomplete.";
}

function isAmex(number: string): boolean {
  return /^3[47]/.test(number);
}
