// What a visitor types about a bank account, understood and checked before the mandate is given.
import { ibanFrom, refusalOfIban } from "../billing/payment-methods/debits.ts";
import type { Debit } from "../billing/payment-methods/sepa-debits.ts";
import type { Form } from "./answer.ts";
import type { FieldErrors } from "./fields.tsx";

export interface TypedDebit {
  iban: string;
  account_name: string;
}

export function typedDebit(form: Form): TypedDebit {
  return { iban: form("iban"), account_name: form("account_name") };
}

/** The account, or a sentence for each field that is wrong. */
export function readDebit(form: Form): { debit: Debit; errors: undefined } | { debit: undefined; errors: FieldErrors } {
  const { iban: typed, account_name: name } = typedDebit(form);
  const iban = ibanFrom(typed);
  const errors: FieldErrors = {
    iban: iban === "" ? "Your IBAN is incomplete." : refusalOfIban(iban)?.message,
    account_name: name === "" ? "Enter the name of the account’s owner." : undefined,
  };
  if (errors.iban || errors.account_name) return { debit: undefined, errors };
  return { debit: { iban, billing_details: { name } }, errors: undefined };
}
