import type { ReactNode } from "react";
import { dayOf } from "@/app/_components/day-of";
import { LocalDate } from "@/app/_components/local-date";
import { StatusTag, type TagKind } from "@/app/_components/status-tag";
import type { DashboardInvoice } from "@/lib/billing/dashboard/shown";
import type { Messages } from "@/lib/messages";
import { own } from "@/lib/own";
import styles from "./dashboard.module.css";

type Props = {
  invoices: DashboardInvoice[];
  hasMore: boolean;
  /** The payer finds all invoices at Stripe. */
  youPay: boolean;
  /** When the next one comes; null where none does. */
  comes: Date | null;
  messages: Messages;
  /** What can be done with all of them. */
  children: ReactNode;
};

export function Invoices({ invoices, hasMore, youPay, comes, messages, children }: Props) {
  const { dashboard } = messages.sentences;
  return (
    <section aria-labelledby="invoices" className={styles.onPaper}>
      <h2 id="invoices">{dashboard.invoices}</h2>
      {invoices.length === 0 ? (
        <p className="muted">
          {comes ? messages.t.rich("dashboard.firstInvoice", { date: dayOf(comes) }) : dashboard.noInvoices}
        </p>
      ) : (
        <table className={styles.invoices}>
          <thead>
            <tr>
              <th scope="col">{dashboard.invoice}</th>
              <th scope="col">{dashboard.amount}</th>
              <th scope="col">{dashboard.statusHeading}</th>
              <th scope="col">
                <span className="visually-hidden">{dashboard.documents}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {invoices.map((invoice) => (
              <Invoice key={invoice.id} invoice={invoice} messages={messages} />
            ))}
          </tbody>
        </table>
      )}
      {hasMore && (
        <p className="muted small">
          {messages.t("dashboard.lastInvoices", { count: String(invoices.length) })} {youPay && dashboard.allInvoices}
        </p>
      )}
      {invoices.length > 0 && children}
    </section>
  );
}

const KINDS: Record<string, TagKind> = {
  paid: "good",
  open: "warning",
  settling: "neutral",
  disputed: "danger",
  uncollectible: "danger",
};

function Status({ invoice: { status, dueDate, isOverdue }, messages: { t } }: RowProps) {
  const isLate = status === "open" && isOverdue;
  return (
    <>
      <StatusTag kind={isLate ? "danger" : (own(KINDS, status) ?? "neutral")}>
        {t("dashboard.invoiceStatus", { status: isLate ? "overdue" : status })}
      </StatusTag>
      {/* One that the customer pays themselves says until when. */}
      {status === "open" && dueDate && (
        <span className="muted small">
          {t.rich(isOverdue ? "paying.invoiceOverdue" : "paying.invoiceDue", { date: dayOf(dueDate) })}
        </span>
      )}
    </>
  );
}

type RowProps = { invoice: DashboardInvoice; messages: Messages };

function Invoice({ invoice, messages }: RowProps) {
  const name = invoice.number ?? "";
  return (
    <tr>
      <td>
        <LocalDate at={invoice.createdAt.toISOString()} />
        <span className="muted small">{name}</span>
      </td>
      <td>{messages.money(invoice.totalMinor, invoice.currency)}</td>
      <td>
        <Status invoice={invoice} messages={messages} />
      </td>
      <td>
        {invoice.hostedInvoiceUrl && (
          <a href={invoice.hostedInvoiceUrl}>
            {messages.t("dashboard.view")}
            <span className="visually-hidden"> {name}</span>
          </a>
        )}
        {invoice.hostedInvoiceUrl && invoice.invoicePdf && " "}
        {invoice.invoicePdf && (
          <a href={invoice.invoicePdf}>
            {messages.t("dashboard.pdf")}
            <span className="visually-hidden"> {name}</span>
          </a>
        )}
      </td>
    </tr>
  );
}
