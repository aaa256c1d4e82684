/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import { formatMoney } from "../../conventions/currencies.ts";
import type { Invoice, InvoiceLine } from "../../store/objects.ts";
import { Problem } from "../fields.tsx";
import { Layout, Message, type Html } from "../layout.tsx";
import { WayFields } from "../way-fields.tsx";
import type { WayForm, Ways } from "../ways.ts";
import { day } from "../wording.ts";
import type { ShownTax } from "../taxes.ts";
import { own } from "../../conventions/own.ts";

/** How it can be paid here, with what was typed and what is wrong with it. */
export interface Payment {
  ways: Ways;
  form: WayForm;
}

export function noInvoicePage(): Html {
  return (
    <Message title="Invoice not found">
      <p>The address may be incomplete, or local Stripe was reset.</p>
    </Message>
  );
}

const STATUS: Record<string, string> = { paid: "Paid", open: "Open", void: "Void", uncollectible: "Uncollectible" };

/** @param payment undefined when it can't be paid here */
export function invoicePage(invoice: Invoice, taxes: ShownTax[], payment?: Payment, processing = false): Html {
  const { status_transitions: at, status, currency } = invoice;
  const money = (amount: number) => formatMoney(amount, currency);
  return (
    <Layout title={`Invoice ${invoice.number ?? ""}`}>
      <div class="invoice-head">
        <h1>Invoice {invoice.number}</h1>
        <span class={`status status-${status}`}>{own(STATUS, status ?? "") ?? status}</span>
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
          <dd>{[invoice.customer_name, invoice.customer_email].filter(Boolean).join(", ") || invoice.customer}</dd>
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
          {taxes.map(({ name, amount }) => (
            <Sum name={name} amount={amount} />
          ))}
          <Sum name="Total" amount={money(invoice.total)} />
          <Sum name="Amount paid" amount={money(invoice.amount_paid)} />
          <Sum name="Amount due" amount={money(invoice.amount_remaining)} />
        </tfoot>
      </table>
      {processing && <p class="no-print">A payment is processing. It can take several days.</p>}
      {payment && <Pay amount={money(invoice.amount_remaining)} action={`/invoice/${invoice.id}`} {...payment} />}
      <p class="small faint no-print">To save it as a PDF, print this page.</p>
    </Layout>
  );
}

const Pay: FC<Payment & { amount: string; action: string }> = ({ amount, action, ways, form }) => (
  <section class="block no-print" aria-labelledby="pay">
    <h2 id="pay">Pay this invoice</h2>
    <form method="post" action={action} novalidate>
      <Problem text={form.problem} />
      <WayFields
        ways={ways}
        form={form}
        mandate="With this you let the shop collect this invoice from the account. The bank needs a few days to confirm the payment."
      />
      <div class="actions">
        <button>Pay {amount}</button>
      </div>
    </form>
  </section>
);

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
);

const Sum: FC<{ name: string; amount: string }> = ({ name, amount }) => (
  <tr>
    <th scope="row" colspan={2}>
      {name}
    </th>
    <td class="amount">{amount}</td>
  </tr>
);
