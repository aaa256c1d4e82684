import { LocalDate } from "@/app/_components/local-date";
import type { DashboardInvoice } from "@/lib/billing/dashboard";
import type { Words } from "@/lib/words";
import styles from "./dashboard.module.css";

export function Invoices({ invoices, words }: { invoices: DashboardInvoice[]; words: Words }) {
  const { dashboard } = words.sentences;
  return (
    <section aria-labelledby="invoices">
      <h2 id="invoices">{dashboard.invoices}</h2>
      {invoices.length === 0 ? (
        <p className="muted">{dashboard.noInvoices}</p>
      ) : (
        <table className={styles.invoices}>
          <thead>
            <tr>
              <th scope="col">{dashboard.invoice}</th>
              <th scope="col">{dashboard.amount}</th>
              <th scope="col">
                <span className="visually-hidden">{dashboard.documents}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {invoices.map((invoice) => (
              <Invoice key={invoice.id} invoice={invoice} words={words} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Invoice({ invoice, words }: { invoice: DashboardInvoice; words: Words }) {
  const name = invoice.number ?? "";
  return (
    <tr>
      <td>
        <LocalDate at={invoice.createdAt.toISOString()} />
        <span className="muted small">{name}</span>
      </td>
      <td>
        {words.money(invoice.totalMinor, invoice.currency)}
        <span className="muted small">{words.t("dashboard.invoiceStatus", { status: invoice.status })}</span>
      </td>
      <td>
        {invoice.hostedInvoiceUrl && (
          <a href={invoice.hostedInvoiceUrl}>
            {words.t("dashboard.view")}
            <span className="visually-hidden"> {name}</span>
          </a>
        )}
        {invoice.hostedInvoiceUrl && invoice.invoicePdf && " "}
        {invoice.invoicePdf && (
          <a href={invoice.invoicePdf}>
            {words.t("dashboard.pdf")}
            <span className="visually-hidden"> {name}</span>
          </a>
        )}
      </td>
    </tr>
  );
}
