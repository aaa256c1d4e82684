import { LocalDate } from "@/app/_components/local-date";
import type { DashboardInvoice } from "@/lib/billing/dashboard";
import { formatMoney } from "@/lib/format";
import styles from "./dashboard.module.css";
import { words } from "./words";

export function Invoices({ invoices }: { invoices: DashboardInvoice[] }) {
  return (
    <section aria-labelledby="invoices">
      <h2 id="invoices">{words.invoices}</h2>
      {invoices.length === 0 ? (
        <p className="muted">{words.noInvoices}</p>
      ) : (
        <table className={styles.invoices}>
          <thead>
            <tr>
              <th scope="col">{words.invoice}</th>
              <th scope="col">{words.amount}</th>
              <th scope="col">
                <span className="visually-hidden">{words.documents}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {invoices.map((invoice) => (
              <Invoice key={invoice.id} invoice={invoice} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Invoice({ invoice }: { invoice: DashboardInvoice }) {
  const name = invoice.number ?? "";
  return (
    <tr>
      <td>
        <LocalDate at={invoice.createdAt.toISOString()} />
        <span className="muted small">{name}</span>
      </td>
      <td>
        {formatMoney(invoice.totalMinor, invoice.currency)}
        <span className="muted small">{words.invoiceStatus[invoice.status] ?? invoice.status}</span>
      </td>
      <td>
        {invoice.hostedInvoiceUrl && (
          <a href={invoice.hostedInvoiceUrl}>
            {words.view}
            <span className="visually-hidden"> {name}</span>
          </a>
        )}
        {invoice.hostedInvoiceUrl && invoice.invoicePdf && " "}
        {invoice.invoicePdf && (
          <a href={invoice.invoicePdf}>
            {words.pdf}
            <span className="visually-hidden"> {name}</span>
          </a>
        )}
      </td>
    </tr>
  );
}
