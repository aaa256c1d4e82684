// A subscription begins. Its first invoice is made, charged and finalized within the same request.
import { create } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { StripeError } from "../../conventions/errors.ts";
import { checkRoomForSubscription } from "../time/test-clock-limits.ts";
import type { Customer, Invoice, Subscription } from "../../store/objects.ts";
import { charge, isProcessing, NO_PAYMENT_METHOD, payingMethod, type Charged } from "../payments/charges.ts";
import { saveDefault } from "./save-default.ts";
import { announceTrialEnd } from "./notes.ts";
import { emitDiscountEvents, everyDiscount } from "../discounts/discounts.ts";
import { emit } from "../../events/events.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { finalizeInvoice } from "../invoices/finalize.ts";
import { awaitPayment, failInvoice, payInvoice, recordDraft } from "../invoices/lifecycle.ts";
import { noteBilled } from "../invoices/billed.ts";
import { billingSettings } from "../settings.ts";
import { planStart, type StartOptions } from "./plan-start.ts";
import type { WantedSubscription } from "./subscription-object.ts";
import { takeCurrency } from "../customers/currency.ts";
import { checkLocation } from "../tax/taxpayer.ts";

export type PaymentBehavior = "allow_incomplete" | "default_incomplete" | "error_if_incomplete";

export interface Started {
  subscription: Subscription;
  /** None where nothing is billed before the anchor. */
  invoice: Invoice | undefined;
  charge: Charged | undefined;
}

/**
 * `error_if_incomplete` leaves nothing behind when the card is refused. Checkout always works so since
 * 2025-03-31.basil. The events come in the order payment, subscription, invoice.
 */
export function startSubscription(
  ctx: Context,
  wanted: WantedSubscription,
  behavior: PaymentBehavior,
  authenticated = false,
  options: StartOptions = {},
): Started {
  const { customer, draft, added, firstInvoice } = planStart(ctx, wanted, options);
  checkRoomForSubscription(ctx, customer.id);
  if (wanted.automatic_tax) checkLocation(ctx, customer, [wanted.default_payment_method]);
  if (!firstInvoice) return startFree(ctx, draft);
  const invoice = draftInvoice(ctx, draft, customer, { ...firstInvoice, reason: "subscription_create" });
  if (draft.collection_method === "send_invoice") return startUncharged(ctx, draft, invoice);
  const paid =
    invoice.amount_due > 0 && behavior !== "default_incomplete"
      ? chargeFirst(ctx, draft, customer, invoice, authenticated)
      : undefined;
  if (paid?.refusal && behavior === "error_if_incomplete") throw paid.refusal;
  const complete = invoice.amount_due === 0 || (paid !== undefined && !paid.refusal);
  const later = isProcessing(paid);
  const begins = complete && !(later && billingSettings(ctx.store).while_processing === "incomplete");
  const subscription: Subscription = {
    ...draft,
    status: begins ? draft.status : "incomplete",
    latest_invoice: invoice.id,
  };
  create(ctx, "subscription", subscription, "customer.subscription.created");
  emitDiscountEvents(ctx, [], everyDiscount(subscription));
  for (const item of added) emit(ctx, "invoiceitem.created", item);
  announceTrialEnd(ctx, subscription);
  const first = finalizeInvoice(ctx, recordDraft(ctx, invoice), { charged: paid !== undefined });
  const settled =
    paid && later
      ? awaitPayment(ctx, first, paid)
      : complete
        ? payInvoice(ctx, first, paid)
        : paid
          ? failInvoice(ctx, first, paid, "never")
          : first;
  if (complete && paid && !later) saveDefault(ctx, subscription.id, paid.intent.payment_method);
  takeCurrency(ctx, customer.id, draft.currency);
  return {
    subscription: ctx.store.get("subscription", subscription.id) ?? subscription,
    invoice: settled,
    charge: paid,
  };
}

/** Free until its anchor: no trial, and no invoice of $0. Nothing was billed that a later change could credit. */
function startFree(ctx: Context, draft: Subscription): Started {
  const subscription = create(ctx, "subscription", draft, "customer.subscription.created");
  emitDiscountEvents(ctx, [], everyDiscount(subscription));
  noteBilled(ctx, subscription.id, {});
  takeCurrency(ctx, subscription.customer, subscription.currency);
  return { subscription, invoice: undefined, charge: undefined };
}

/** It is active at once. Its first invoice is a draft for an hour, and is then sent. [SDK: Subscriptions.create] */
function startUncharged(ctx: Context, draft: Subscription, invoice: Invoice): Started {
  const subscription: Subscription = { ...draft, latest_invoice: invoice.id };
  create(ctx, "subscription", subscription, "customer.subscription.created");
  emitDiscountEvents(ctx, [], everyDiscount(subscription));
  announceTrialEnd(ctx, subscription);
  const recorded = recordDraft(ctx, invoice);
  takeCurrency(ctx, subscription.customer, subscription.currency);
  return { subscription, invoice: recorded, charge: undefined };
}

function chargeFirst(
  ctx: Context,
  subscription: Subscription,
  customer: Customer,
  invoice: Invoice,
  authenticated: boolean,
): Charged {
  const method = payingMethod(ctx, subscription, customer);
  if (!method) {
    throw new StripeError(400, "invalid_request_error", NO_PAYMENT_METHOD, { code: "resource_missing" });
  }
  return charge(ctx, {
    now: invoice.created,
    invoice,
    method,
    authenticated,
  });
}
