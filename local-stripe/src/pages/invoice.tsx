/** @jsxImportSource hono/jsx */
import type { FC } from 'hono/jsx'
import { Hono } from 'hono'
import type { App } from '../engine.ts'
import { formatMoney } from '../billing/amounts.ts'
import { baseUrlOf, type Bindings, type Http } from '../pipeline.ts'
import type { Invoice, InvoiceLine } from '../types.ts'
import { show } from './answer.ts'
import { Layout, Message, type Html } from './layout.tsx'
import { day } from './wording.ts'

export function invoiceRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>()
  const page = (http: Http) => {
    const id = http.req.param('id') ?? ''
    const invoice = app.act(baseUrlOf(app, http), (ctx) => ctx.store.get('invoice', id))
    // A draft may still change: it has no page, as it has no address of one
    return invoice && invoice.status !== 'draft' ? show(http, invoicePage(invoice)) : show(http, noInvoicePage(), 404)
  }
  pages.get('/:id', page)
  // The same page with its print stylesheet stands for the PDF
  pages.get('/:id/pdf', page)
  return pages
}

function noInvoicePage(): Html {
  return (
    <Message title="There is no such invoice">
      <p>The address may be incomplete, or local Stripe was reset since.</p>
    </Message>
  )
}

const STATUS: Record<string, string> = { paid: 'Paid', open: 'Open', void: 'Void', uncollectible: 'Uncollectible' }

function invoicePage(invoice: Invoice): Html {
  const { status_transitions: at, status, currency } = invoice
  const money = (amount: number) => formatMoney(amount, currency)
  return (
    <Layout title={`Invoice ${invoice.number ?? ''}`}>
      <div class="invoice-head">
        <h1>Invoice {invoice.number}</h1>
        <span class={`status status-${status}`}>{STATUS[status ?? ''] ?? status}</span>
      </div>
      <dl class="facts">
        <div>
          <dt>Date</dt>
          <dd>{day(at.finalized_at ?? invoice.created)}</dd>
        </div>
        {at.paid_at !== null && (
          <div>
            <dt>Paid</dt>
            <dd>{day(at.paid_at)}</dd>
          </div>
        )}
        <div>
          <dt>From</dt>
          <dd>{invoice.account_name}</dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>{[invoice.customer_name, invoice.customer_email].filter(Boolean).join(', ') || invoice.customer}</dd>
        </div>
      </dl>
      <table>
        <caption class="faint small">Amounts in {currency.toUpperCase()}</caption>
        <thead>
          <tr>
            <th scope="col">Description</th>
            <th scope="col" class="amount">
              Quantity
            </th>
            <th scope="col" class="amount">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.data.map((line) => (
            <Line line={line} />
          ))}
        </tbody>
        <tfoot>
          <Sum name="Subtotal" amount={money(invoice.subtotal)} />
          <Sum name="Total" amount={money(invoice.total)} />
          <Sum name="Amount paid" amount={money(invoice.amount_paid)} />
          <Sum name="Amount due" amount={money(invoice.amount_remaining)} />
        </tfoot>
      </table>
      <p class="small faint no-print">To keep it as a PDF, print this page.</p>
    </Layout>
  )
}

const Line: FC<{ line: InvoiceLine }> = ({ line }) => (
  <tr>
    <td>
      {line.description}
      <span class="faint small">
        {day(line.period.start)} to {day(line.period.end)}
      </span>
    </td>
    <td class="amount">{line.quantity}</td>
    <td class="amount">{formatMoney(line.amount, line.currency)}</td>
  </tr>
)

const Sum: FC<{ name: string; amount: string }> = ({ name, amount }) => (
  <tr>
    <th scope="row" colspan={2}>
      {name}
    </th>
    <td class="amount">{amount}</td>
  </tr>
)
