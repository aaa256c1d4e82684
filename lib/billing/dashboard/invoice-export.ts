import { csvLine } from "@/lib/csv";
import { statement } from "@/lib/db";
import { formatPlainAmount } from "@/lib/format";
import { INVOICE_KEY, NEWEST_FIRST } from "./invoice-order";

const COLUMNS = [
  "number",
  "date",
  "status",
  "currency",
  "total",
  "total_minor",
  "paid",
  "paid_minor",
  "due",
  "due_minor",
  "stripe_invoice",
];

type Row = {
  id: string;
  number: string | null;
  status: string | null;
  currency: string | null;
  created: Date;
  total: number | null;
  paid: number | null;
  due: number | null;
};

// A page at a time, from the newest down: however many there are, one page is in memory, and of each subscription no more
// than a page is read.
const PAGE = 500;
const INVOICES = `
  SELECT v.id, v.number, v.status, v.currency, v.created_at AS created, v.total_minor AS total, v.amount_paid_minor AS paid,
    v.amount_remaining_minor AS due
  FROM subscription s
  CROSS JOIN LATERAL (
    SELECT * FROM invoice v
    WHERE v.subscription_id = s.id AND NOT v.deleted AND v.status <> 'draft' AND v.created_at <= $2
      AND (${INVOICE_KEY}) < ($2::timestamptz, $3::int, $4, $5)
    ORDER BY ${NEWEST_FIRST} LIMIT ${PAGE}) v
  WHERE s.workspace_id = $1
  ORDER BY ${NEWEST_FIRST}
  LIMIT ${PAGE}`;

/**
 * The invoices of a workspace as CSV, piece by piece: the ones that its dashboard shows, all of them. Each amount is
 * given twice, for people and in Stripe's minor units. The caller checks who may see them.
 */
export async function* invoicesAsCsv(workspaceId: string): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  let last: Row | undefined;
  do {
    const values = [
      workspaceId,
      last?.created ?? "infinity",
      last?.number?.length ?? 0,
      last?.number ?? "",
      last?.id ?? "",
    ];
    const rows = await statement<Row>("invoice_export", INVOICES, values);
    if (rows.length > 0) yield rows.map(line).join("");
    last = rows.length === PAGE ? rows.at(-1) : undefined;
  } while (last);
}

function line({ id, number, status, currency, created, total, paid, due }: Row): string {
  const amounts = [total, paid, due].flatMap((minor) => [
    minor === null || !currency ? null : formatPlainAmount(minor, currency),
    minor,
  ]);
  return csvLine([number, created.toISOString(), status, currency?.toUpperCase() ?? null, ...amounts, id]);
}
