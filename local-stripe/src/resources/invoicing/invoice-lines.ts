// The lines of a draft, changed by hand. Each line that is put into it is an invoice item.
import { invoiceOrPreview } from "../../billing/invoices/kept-previews.ts";
import { addToDraft, itemOfLine } from "../../billing/invoices/manual/draft-lines.ts";
import { deleteInvoiceItem, editable, releaseInvoiceItem } from "../../billing/invoices/manual/items.ts";
import { update } from "../../billing/changes.ts";
import type { Context } from "../../conventions/context.ts";
import { fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { invalid, missing } from "../../conventions/errors.ts";
import { cursor, pageOf } from "../../conventions/lists.ts";
import { changeMetadata, type MetadataChange } from "../../conventions/metadata.ts";
import type { Parsed } from "../../conventions/params.ts";
import type { Invoice, InvoiceItem, InvoiceLine } from "../../store/objects.ts";
import { itemFor, updateItem } from "./invoice-items.ts";
import {
  addLinesFields,
  itemFields,
  removeLinesFields,
  updateLinesFields,
  type ItemParams,
} from "./invoice-item-params.ts";

function draftNamed(ctx: Context, id: string, change: MetadataChange | undefined): Invoice {
  const draft = editable(fetch(ctx, "invoice", id));
  if (change === undefined) return draft;
  const metadata = changeMetadata(draft.metadata ?? {}, change);
  return update(ctx, "invoice", { ...draft, metadata }, "invoice.updated");
}

function addLines(ctx: Context, { invoice_metadata, lines }: Parsed<typeof addLinesFields>, id: string): Invoice {
  draftNamed(ctx, id, invoice_metadata);
  lines.forEach(({ invoice_item, ...line }, index) => {
    const draft = fetch(ctx, "invoice", id);
    const prefix = `lines[${index}]`;
    if (invoice_item !== undefined) addWaiting(ctx, draft, invoice_item, `${prefix}[invoice_item]`);
    else
      itemFor(ctx, line, {
        customer: draft.customer ?? "",
        subscription: null,
        currency: draft.currency,
        draft,
        prefix,
      });
  });
  return fetch(ctx, "invoice", id);
}

function addWaiting(ctx: Context, draft: Invoice, id: string, param: string): void {
  const item = fetchNamed(ctx, "invoiceitem", id, param);
  if (item.invoice !== null) throw invalid(`The invoice item ${id} is on an invoice already.`, param);
  if (item.customer !== draft.customer || item.currency !== draft.currency)
    throw invalid(`The invoice item ${id} is of another customer, or in another currency.`, param);
  ctx.store.put("invoiceitem", { ...item, invoice: draft.id });
  addToDraft(ctx, draft, { ...item, invoice: draft.id });
}

function lineNamed({ lines, id }: Invoice, line: string, param?: string): InvoiceLine {
  const found = lines.data.find((one) => one.id === line);
  if (!found) throw missing("line_item", line, param);
  if (itemOfLine(found) === null && param !== undefined)
    throw invalid(`The line ${line} of ${id} is of a subscription's period, and can't be changed.`, param);
  return found;
}

function itemNamed(ctx: Context, draft: Invoice, line: string, param: string): InvoiceItem {
  return fetchNamed(ctx, "invoiceitem", itemOfLine(lineNamed(draft, line, param)) ?? "", param);
}

function updateLines(ctx: Context, { invoice_metadata, lines }: Parsed<typeof updateLinesFields>, id: string): Invoice {
  draftNamed(ctx, id, invoice_metadata);
  lines.forEach(({ id: line, ...changes }, index) => {
    const prefix = `lines[${index}]`;
    updateItem(ctx, changes, itemNamed(ctx, fetch(ctx, "invoice", id), line, `${prefix}[id]`), prefix);
  });
  return fetch(ctx, "invoice", id);
}

function removeLines(ctx: Context, { invoice_metadata, lines }: Parsed<typeof removeLinesFields>, id: string): Invoice {
  draftNamed(ctx, id, invoice_metadata);
  lines.forEach(({ behavior, id: line }, index) => {
    const item = itemNamed(ctx, fetch(ctx, "invoice", id), line, `lines[${index}][id]`);
    if (behavior === "delete") deleteInvoiceItem(ctx, item);
    else releaseInvoiceItem(ctx, item);
  });
  return fetch(ctx, "invoice", id);
}

/** Both ids in one: `in_…/lines/il_…`. It answers the line. */
const ONE = "/v1/invoices/:id{[^/]+/lines/[^/]+}";

function updateLine(ctx: Context, params: ItemParams, path: string): InvoiceLine {
  const [invoice = "", , line = ""] = path.split("/");
  const draft = editable(fetch(ctx, "invoice", invoice));
  lineNamed(draft, line);
  updateItem(ctx, params, itemNamed(ctx, draft, line, "line_item_id"));
  return lineNamed(fetch(ctx, "invoice", invoice), line);
}

export const invoiceLineEndpoints = [
  get("/v1/invoices/:id/lines", cursor, (ctx, at, id) =>
    pageOf(invoiceOrPreview(ctx, id).lines.data, `/v1/invoices/${id}/lines`, at),
  ),
  post(ONE, itemFields, updateLine),
  post("/v1/invoices/:id/add_lines", addLinesFields, addLines),
  post("/v1/invoices/:id/update_lines", updateLinesFields, updateLines),
  post("/v1/invoices/:id/remove_lines", removeLinesFields, removeLines),
];
