// A payment that settles later succeeds or fails, as its test account says, when it is due or when a test asks for it.
// The invoice and its subscription change as after a card's payment; then the checkout session emits its event
// [docs: payments/checkout/fulfill-orders, "Delayed notification payment methods"; SDK: Events.d.ts].
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { declinedByPlan } from "../payment-methods/cards.ts";
import { settlementOf } from "../payment-methods/debits.ts";
import type { StripeError } from "../../conventions/errors.ts";
import { emit } from "../../events/events.ts";
import { numberOf } from "../payment-methods/payment-methods.ts";
import type { CheckoutSession, Invoice, PaymentIntent } from "../../store/objects.ts";
import { nowFor } from "../../conventions/clock.ts";
import { creditAttached } from "./attached-payments.ts";
import { balanceTransaction } from "./balance-transactions.ts";
import { failureOf } from "./charge-object.ts";
import { lastError } from "./last-error.ts";
import { ownersOf, refused, succeeded } from "../invoices/collect.ts";

export function settlePayment(ctx: Context, processing: PaymentIntent): void {
  const invoice = ctx.store.get("invoice", ctx.store.detail("payment_intent", processing.id)?.invoice ?? "");
  const refusal = refusalOf(ctx, processing);
  const intent = refusal ? failed(ctx, processing, refusal) : received(ctx, processing);
  if (!refusal) creditAttached(ctx, intent);
  if (!invoice) return emitSessionEvent(ctx, sessionOfPayment(ctx, intent), refusal === undefined);
  const { subscription } = ownersOf(ctx, invoice);
  // Ended meanwhile. The money that still arrives is not for it
  if (invoice.status === "open" && (subscription !== undefined || invoice.parent === null))
    (refusal ? refused : succeeded)(ctx, invoice, subscription, { intent, refusal });
  emitSessionEvent(ctx, sessionOfInvoice(ctx, invoice), refusal === undefined);
}

/** Settles what is processing now, of one customer or of all: the ids of their intents. */
export function settleNow(ctx: Context, customer: string | undefined): string[] {
  const all = [...ctx.store.list("payment_intent", customer === undefined ? {} : { by: ["customer", customer] })];
  const processing = all.filter(({ status }) => status === "processing");
  for (const intent of processing) settlePayment(ctx, intent);
  return processing.map(({ id }) => id);
}

function refusalOf(ctx: Context, { customer, payment_method }: PaymentIntent): StripeError | undefined {
  if (ctx.store.declines.take(customer ?? "")) return declinedByPlan();
  const method = ctx.store.get("payment_method", payment_method ?? "");
  return method && settlementOf(numberOf(ctx, method))?.refusal;
}

function received(ctx: Context, intent: PaymentIntent): PaymentIntent {
  const charge = ctx.store.get("charge", intent.latest_charge ?? "");
  if (charge) {
    const now = nowFor(ctx, intent.customer);
    const balance_transaction = balanceTransaction(ctx, { ...charge, source: charge.id, type: "charge", now });
    update(ctx, "charge", { ...charge, balance_transaction, paid: true, status: "succeeded" }, "charge.succeeded");
  }
  return update(
    ctx,
    "payment_intent",
    { ...intent, status: "succeeded", amount_received: intent.amount },
    "payment_intent.succeeded",
  );
}

function failed(ctx: Context, intent: PaymentIntent, refusal: StripeError): PaymentIntent {
  const charge = ctx.store.get("charge", intent.latest_charge ?? "");
  if (charge) update(ctx, "charge", { ...charge, ...failureOf(refusal), status: "failed" }, "charge.failed");
  return update(
    ctx,
    "payment_intent",
    {
      ...intent,
      last_payment_error: lastError(refusal, ctx.store.get("payment_method", intent.payment_method ?? ""), charge?.id),
      payment_method: null,
      status: "requires_payment_method",
    },
    "payment_intent.payment_failed",
  );
}

function sessionOfInvoice(ctx: Context, invoice: Invoice): CheckoutSession | undefined {
  const subscription = invoice.parent?.subscription_details?.subscription;
  const sessions = subscription ? [...ctx.store.list("checkout.session", { by: ["subscription", subscription] })] : [];
  return sessions.find((one) => one.invoice === invoice.id);
}

function sessionOfPayment(ctx: Context, { id }: PaymentIntent): CheckoutSession | undefined {
  return [...ctx.store.list("checkout.session", { by: ["payment_intent", id] })][0];
}

function emitSessionEvent(ctx: Context, session: CheckoutSession | undefined, paid: boolean): void {
  if (!session || session.payment_status !== "unpaid") return;
  if (paid)
    update(ctx, "checkout.session", { ...session, payment_status: "paid" }, "checkout.session.async_payment_succeeded");
  else emit(ctx, "checkout.session.async_payment_failed", session);
}
