// SEPA Direct Debit, the one method here that settles later. Stripe's test accounts of Germany, one of Austria and one of
// Denmark, and what becomes of a payment from each [docs: payments/sepa-debit/accept-a-payment, "Test account numbers";
// testing, "SEPA Direct Debit"; the fixture of the CLI's payment_intent.processing].
import { MINUTE } from "../../time.ts";
import { invalid, StripeError } from "../../conventions/errors.ts";
import { own } from "../../conventions/own.ts";

interface Account {
  name: string;
  /** Seconds from the mandate to the bank's answer. */
  settlesAfter: number;
  fails: boolean;
}

/** Stripe says no more than that such a payment is `processing` first: long enough to be seen. */
const SOON = 10;
/** "After at least three minutes." */
const DELAYED = 3 * MINUTE;

const ACCOUNTS: Record<string, Account> = {
  DE89370400440532013000: { name: "success", settlesAfter: SOON, fails: false },
  DE08370400440532013003: { name: "successDelayed", settlesAfter: DELAYED, fails: false },
  DE62370400440532013001: { name: "failed", settlesAfter: SOON, fails: true },
  DE78370400440532013004: { name: "failedDelayed", settlesAfter: DELAYED, fails: true },
  // Without a name, as only German accounts have one here
  AT321904300235473204: { name: "", settlesAfter: DELAYED, fails: false },
  DK5000400440116243: { name: "", settlesAfter: SOON, fails: false },
};

/** The account behind `pm_sepaDebit_success_de`, or `pm_success_de`: the docs have both. */
export function ibanOfName(id: string): string | undefined {
  const name = /^pm_(?:sepaDebit_)?(\w+)_de$/.exec(id)?.[1];
  return Object.keys(ACCOUNTS).find((iban) => own(ACCOUNTS, iban)?.name === name);
}

export function ibanFrom(typed: string): string {
  return typed.replace(/\s/g, "").toUpperCase();
}

export function refusalOfIban(iban: string): StripeError | undefined {
  return own(ACCOUNTS, iban)
    ? undefined
    : invalid(
        "The IBAN you have entered is not one of the test accounts that local Stripe knows.",
        "sepa_debit[iban]",
        "invalid_bank_account_iban",
      );
}

/** How a payment from this account settles; undefined for what is paid at once, as cards are. */
export function settlementOf(number: string): { after: number; refusal: StripeError | undefined } | undefined {
  const account = own(ACCOUNTS, number);
  return account && { after: account.settlesAfter, refusal: account.fails ? refusedDebit() : undefined };
}

function refusedDebit(): StripeError {
  return new StripeError(402, "invalid_request_error", "The customer’s bank refused the direct debit.", {
    code: "payment_intent_payment_attempt_failed",
  });
}
