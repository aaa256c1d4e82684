// What a submitted payment of an invoice does. A new card or account pays this once and is not kept
// (https://docs.stripe.com/api/accounts/object#account_object-settings-invoices-hosted_payment_method_save; never is simplest).
import { paymentInProcess } from "../../billing/payments/invoice-payments.ts";
import { collectInvoice } from "../../billing/invoices/collect.ts";
import { asksForAuthentication } from "../../billing/payment-methods/cards.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { newPaymentMethod, numberOf } from "../../billing/payment-methods/payment-methods.ts";
import { newSepaDebit } from "../../billing/payment-methods/sepa-debits.ts";
import type { Invoice, PaymentMethod } from "../../store/objects.ts";
import type { Form } from "../answer.ts";
import { closeChallenge, openChallenge, readChallenge, UNAUTHENTICATED } from "../challenge.tsx";
import { emptyWay, readMeans, typedWay, type Means, type WayForm, type Ways } from "../ways.ts";

/** As by the API, one that was written off may still be paid. */
export const isPayable = (ctx: Context, invoice: Invoice): boolean =>
  (invoice.status === "open" || invoice.status === "uncollectible") &&
  ctx.store.get("customer", invoice.customer ?? "") !== undefined &&
  !paymentInProcess(ctx, invoice.id);

export function waysFor(ctx: Context, { currency, customer, customer_email }: Invoice): Ways {
  const debit = currency === "eur";
  const saved = customer === null ? [] : [...ctx.store.list("payment_method", { by: ["customer", customer] })];
  return {
    saved: saved.filter(({ type }) => type === "card" || (debit && type === "sepa_debit")),
    debit,
    email: customer_email,
  };
}

export const emptyForm = (invoice: Invoice, problem?: string): WayForm => emptyWay(invoice.customer_name, problem);

/** Where to go next, or the form with what is wrong. A refused attempt stays, as one by the API does. */
export function submitPayment(ctx: Context, invoice: Invoice, form: Form): string | WayForm {
  const ways = waysFor(ctx, invoice);
  const means = readMeans(form, ways, nowFor(ctx, invoice.customer));
  const typed = typedWay(form, ways);
  if ("errors" in means) return { ...typed, errors: means.errors };
  const asked = cardOf(ctx, means);
  if (asked && asksForAuthentication(asked.card.number)) {
    const challenge = openChallenge(ctx, { session: invoice.id, ...asked });
    return `${addressOf(invoice)}/challenge/${challenge}`;
  }
  return pay(ctx, invoice, methodOf(ctx, means), typed);
}

/** The card that its bank may ask about, new or saved. */
function cardOf(ctx: Context, means: Means) {
  if ("card" in means) return { card: means.card };
  if (!("saved" in means) || !means.saved.card) return undefined;
  const { exp_month, exp_year } = means.saved.card;
  return { card: { number: numberOf(ctx, means.saved), exp_month, exp_year }, saved: means.saved.id };
}

function methodOf(ctx: Context, means: Means): PaymentMethod {
  if ("saved" in means) return means.saved;
  return "card" in means ? newPaymentMethod(ctx, means.card) : newSepaDebit(ctx, means.debit);
}

export function answerPaymentChallenge(
  ctx: Context,
  invoice: Invoice,
  name: string,
  passed: boolean,
): string | WayForm {
  const challenge = readChallenge(ctx, name, invoice.id);
  if (!challenge) return addressOf(invoice);
  closeChallenge(ctx, name);
  if (!passed) return emptyForm(invoice, UNAUTHENTICATED);
  // A saved card that was removed meanwhile pays nothing
  const saved = waysFor(ctx, invoice).saved.find(({ id }) => id === challenge.saved);
  if (challenge.saved !== undefined && !saved) return addressOf(invoice);
  return pay(ctx, invoice, saved ?? newPaymentMethod(ctx, challenge.card), emptyForm(invoice), true);
}

function pay(
  ctx: Context,
  invoice: Invoice,
  method: PaymentMethod,
  typed: WayForm,
  authenticated = false,
): string | WayForm {
  const { refusal } = collectInvoice(ctx, invoice, { byHand: true, method, attempt: { authenticated } });
  return refusal ? { ...typed, problem: refusal.message } : addressOf(invoice);
}

export const addressOf = ({ id }: Invoice): string => `/invoice/${id}`;
