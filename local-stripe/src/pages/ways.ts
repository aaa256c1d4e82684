// The ways to pay that the portal and an invoice's page take: a new card, a bank account, or what the customer has saved.
import type { Card } from "../billing/payment-methods/payment-methods.ts";
import type { Debit } from "../billing/payment-methods/sepa-debits.ts";
import type { PaymentMethod } from "../store/objects.ts";
import type { Form } from "./answer.ts";
import { readCard, typedCard, type TypedCard } from "./card-input.ts";
import { readDebit, typedDebit, type TypedDebit } from "./debit-input.ts";
import type { FieldErrors } from "./fields.tsx";
import { emailError } from "./wording.ts";

export interface Ways {
  saved: PaymentMethod[];
  /** Whether a bank account is taken: in euros only [docs: payments/sepa-debit]. */
  debit: boolean;
  /** The payer's, which a mandate needs; null where it has to be asked for. */
  email: string | null;
}

export interface WayForm {
  card: TypedCard;
  /** What was typed where a bank account was chosen. */
  debit?: (TypedDebit & { email: string }) | undefined;
  saved?: string | undefined;
  errors: FieldErrors;
  problem?: string | undefined;
}

export type Means = { saved: PaymentMethod } | { card: Card } | { debit: Debit };

export function emptyWay(name: string | null | undefined, problem?: string): WayForm {
  return { card: { number: "", expiry: "", name: name ?? "" }, errors: {}, problem };
}

export function typedWay(form: Form, ways: Ways): WayForm {
  const debit = ways.debit && form("method") === "sepa_debit";
  return {
    card: typedCard(form),
    debit: debit ? { ...typedDebit(form), email: form("debit_email") } : undefined,
    saved: ways.saved.find(({ id }) => id === form("saved"))?.id,
    errors: {},
  };
}

/** The way that was chosen, or a sentence for each field that is wrong. */
export function readMeans(form: Form, ways: Ways, now: number): Means | { errors: FieldErrors } {
  const { debit, saved } = typedWay(form, ways);
  const kept = ways.saved.find(({ id }) => id === saved);
  if (kept) return { saved: kept };
  if (!debit) {
    const { card, errors } = readCard(form, now);
    return card ? { card } : { errors };
  }
  const read = readDebit(form);
  const email = ways.email ?? debit.email;
  const errors: FieldErrors = { ...read.errors, debit_email: ways.email === null ? emailError(email) : undefined };
  if (!read.debit || errors.debit_email) return { errors };
  return { debit: { ...read.debit, billing_details: { ...read.debit.billing_details, email } } };
}
