// The life of an invoice: draft, open, paid (or tried again). Each step stores it and tells it.
import { create, update } from '../changes.ts'
import { DAY, nowFor } from '../clock.ts'
import type { Context } from '../context.ts'
import { emit } from '../events.ts'
import { newId, token } from '../ids.ts'
import type { Invoice, InvoicePayment } from '../types.ts'
import type { Charge } from './charges.ts'

/** A fixed schedule in place of Stripe's Smart Retries: days until each further attempt. */
const RETRIES = [3, 5, 7]

export function recordDraft(ctx: Context, invoice: Invoice): Invoice {
  return create(ctx, 'invoice', invoice, 'invoice.created')
}

export function finalizeInvoice(ctx: Context, invoice: Invoice): Invoice {
  const now = nowFor(ctx, invoice.customer)
  const open: Invoice = {
    ...invoice,
    status: 'open',
    number: nextNumber(ctx, invoice.customer),
    automatically_finalizes_at: null,
    effective_at: now,
    ending_balance: 0,
    hosted_invoice_url: `${ctx.baseUrl}/invoice/${invoice.id}`,
    invoice_pdf: `${ctx.baseUrl}/invoice/${invoice.id}/pdf`,
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
    webhooks_delivered_at: now,
  }
  return update(ctx, 'invoice', open, 'invoice.finalized')
}

/** Pays an open invoice with what a charge brought; nothing is charged when nothing is due. */
export function payInvoice(ctx: Context, invoice: Invoice, paid: Charge | undefined): Invoice {
  const now = nowFor(ctx, invoice.customer)
  const done: Invoice = {
    ...invoice,
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    // A $0 invoice is `attempted` with no attempts (recorded)
    attempted: true,
    attempt_count: invoice.attempt_count + (paid ? 1 : 0),
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  }
  update(ctx, 'invoice', done, 'invoice.paid')
  emit(ctx, 'invoice.payment_succeeded', done)
  if (paid) create(ctx, 'invoice_payment', paymentOf(invoice, paid, now), 'invoice_payment.paid')
  return done
}

/** The charge was refused, or there is no card to charge: the invoice stays open. On renewals it is tried again on fixed days. */
export function failInvoice(ctx: Context, invoice: Invoice, failed: Charge | undefined, options: { retry: boolean }): Invoice {
  const now = nowFor(ctx, invoice.customer)
  const asked = failed?.refusal?.details.code === 'authentication_required'
  // When the bank asks its customer, nothing was attempted yet (recorded: attempted true, attempt_count 0)
  const attempts = invoice.attempt_count + (asked && !options.retry ? 0 : 1)
  const wait = options.retry ? RETRIES[attempts - 1] : undefined
  const open: Invoice = {
    ...invoice,
    attempted: true,
    attempt_count: attempts,
    next_payment_attempt: wait === undefined ? null : now + wait * DAY,
  }
  update(ctx, 'invoice', open, 'invoice.payment_failed')
  if (asked) emit(ctx, 'invoice.payment_action_required', open)
  return open
}

function paymentOf(invoice: Invoice, paid: Charge, now: number): InvoicePayment {
  return {
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: invoice.amount_due,
    amount_requested: invoice.amount_due,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: paid.intent.id, type: 'payment_intent' },
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: now },
  }
}

/** Invoices are numbered per customer: the customer's prefix, then 0001, 0002 and so on. */
function nextNumber(ctx: Context, customerId: string | null): string {
  const customer = customerId ? ctx.store.get('customer', customerId) : undefined
  if (!customer) return token(8).toUpperCase()
  const sequence = customer.next_invoice_sequence ?? 1
  // Stripe does not tell of this change by itself
  ctx.store.put('customer', { ...customer, next_invoice_sequence: sequence + 1 })
  return `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`
}
