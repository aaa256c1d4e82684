// A credit note credits a part of an invoice: from what is due while it is open, and afterwards by a refund, as credit, or
// outside Stripe. [docs: invoicing/integration/programmatic-credit-notes]
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { moveBalance } from "../customers/currency.ts";
import { requestRemaining } from "../payments/invoice-payments.ts";
import { refundCharge } from "../payments/refund.ts";
import type { Charge, CreditNote, Invoice } from "../../store/objects.ts";

/** Where the money of a paid invoice goes. */
export interface Given {
  refund: { charge: Charge; amount: number } | undefined;
  /** Refunds that were made before, and are counted. */
  refunds: CreditNote["refunds"];
  credit: number;
  outOfBand: number;
}

export function issue(ctx: Context, note: CreditNote, invoice: Invoice, given: Given): CreditNote {
  if (note.type === "pre_payment") {
    lowerDue(ctx, invoice, note.pre_payment_amount);
    return create(ctx, "credit_note", note, "credit_note.created");
  }
  const refund = given.refund && refundCharge(ctx, given.refund.charge, { amount: given.refund.amount });
  const moved = moveBalance(ctx, invoice.customer, -given.credit, invoice.currency, {
    type: "credit_note",
    credit_note: note.id,
    invoice: invoice.id,
  });
  const made: CreditNote = {
    ...note,
    customer_balance_transaction: moved?.id ?? null,
    refunds: refund
      ? [{ amount_refunded: refund.amount, payment_record_refund: null, refund: refund.id, type: "refund" }]
      : given.refunds,
  };
  const { post_payment_credit_notes_amount: before } = current(ctx, invoice);
  update(
    ctx,
    "invoice",
    { ...current(ctx, invoice), post_payment_credit_notes_amount: before + note.post_payment_amount },
    "invoice.updated",
  );
  return create(ctx, "credit_note", made, "credit_note.created");
}

const current = (ctx: Context, invoice: Invoice): Invoice => ctx.store.get("invoice", invoice.id) ?? invoice;

/** An open invoice is due for less. What is left of nothing is paid. */
function lowerDue(ctx: Context, invoice: Invoice, by: number): void {
  const amount_due = invoice.amount_due - by;
  const now = nowFor(ctx, invoice.customer);
  const lowered: Invoice = {
    ...invoice,
    amount_due,
    amount_remaining: invoice.amount_remaining - by,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + by,
  };
  requestRemaining(ctx, lowered);
  update(ctx, "invoice", lowered, "invoice.updated");
  if (lowered.amount_remaining > 0 || by < 0) return;
  update(
    ctx,
    "invoice",
    {
      ...lowered,
      status: "paid",
      auto_advance: false,
      next_payment_attempt: null,
      status_transitions: { ...lowered.status_transitions, paid_at: now },
    },
    "invoice.paid",
  );
}

/** Only of an open invoice: what was given back stays given. */
export function voidNote(ctx: Context, note: CreditNote, invoice: Invoice): CreditNote {
  lowerDue(ctx, invoice, -note.pre_payment_amount);
  const voided_at = nowFor(ctx, invoice.customer);
  return update(ctx, "credit_note", { ...note, status: "void", voided_at }, "credit_note.voided");
}
