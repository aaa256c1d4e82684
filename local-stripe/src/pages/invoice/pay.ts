// What a submitted payment of an invoice does. The card pays this once and is not kept
// (https://docs.stripe.com/api/accounts/object#account_object-settings-invoices-hosted_payment_method_save; never is simplest).
import { collectInvoice } from "../../billing/invoices/collect.ts";
import { paymentInProcess } from "../../billing/payments/settle-payment.ts";
import { asksForAuthentication } from "../../billing/payment-methods/cards.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { newPaymentMethod, type Card } from "../../billing/payment-methods/payment-methods.ts";
import type { Invoice } from "../../store/objects.ts";
import type { Form } from "../answer.ts";
import { readCard, typedCard } from "../card-input.ts";
import { closeChallenge, openChallenge, readChallenge, UNAUTHENTICATED } from "../challenge.tsx";
import type { PaymentForm } from "./page.tsx";

export const isPayable = (ctx: Context, invoice: Invoice): boolean =>
  invoice.status === "open" && invoice.customer !== null && !paymentInProcess(ctx, invoice.id);

export function emptyForm(invoice: Invoice, problem?: string): PaymentForm {
  return { typed: { number: "", expiry: "", name: invoice.customer_name ?? "" }, errors: {}, problem };
}

/** Where to go next, or the form with what is wrong. A refused attempt stays, as one by the API does. */
export function submitPayment(ctx: Context, invoice: Invoice, form: Form): string | PaymentForm {
  const { card, errors } = readCard(form, nowFor(ctx, invoice.customer ?? ""));
  if (!card) return { typed: typedCard(form), errors };
  if (asksForAuthentication(card.number))
    return `${addressOf(invoice)}/challenge/${openChallenge(ctx, { session: invoice.id, card })}`;
  return pay(ctx, invoice, card, typedCard(form));
}

export function answerPaymentChallenge(
  ctx: Context,
  invoice: Invoice,
  name: string,
  passed: boolean,
): string | PaymentForm {
  const challenge = readChallenge(ctx, name, invoice.id);
  if (!challenge) return addressOf(invoice);
  closeChallenge(ctx, name);
  return passed
    ? pay(ctx, invoice, challenge.card, emptyForm(invoice).typed, true)
    : emptyForm(invoice, UNAUTHENTICATED);
}

function pay(
  ctx: Context,
  invoice: Invoice,
  card: Card,
  typed: PaymentForm["typed"],
  authenticated = false,
): string | PaymentForm {
  const method = newPaymentMethod(ctx, card);
  const { refusal } = collectInvoice(ctx, invoice, { byHand: true, method, attempt: { authenticated } });
  return refusal ? { typed, errors: {}, problem: refusal.message } : addressOf(invoice);
}

export const addressOf = ({ id }: Invoice): string => `/invoice/${id}`;
