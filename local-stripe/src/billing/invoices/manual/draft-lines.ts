// The lines of a draft, as its items change: discounts, sums and what is due follow.
import { update } from "../../changes.ts";
import { nowFor } from "../../../conventions/clock.ts";
import type { Context } from "../../../conventions/context.ts";
import { balanceIn } from "../../customers/currency.ts";
import { applied } from "../../discounts/discounts.ts";
import type { Invoice, InvoiceItem, InvoiceLine } from "../../../store/objects.ts";
import { draftTaxes } from "../../tax/tax-invoice.ts";
import { lineOfItem } from "../invoice-lines.ts";
import { discountedLines, totalsOf } from "../invoice-totals.ts";

/** Which invoice item a line is of. */
export function itemOfLine({ parent }: InvoiceLine): string | null {
  return parent?.invoice_item_details?.invoice_item ?? parent?.subscription_item_details?.invoice_item ?? null;
}

/** A new line is the first one (recorded). */
export function addToDraft(ctx: Context, draft: Invoice, item: InvoiceItem): Invoice {
  return save(ctx, draft, [lineOfItem(draft.id, null, item), ...draft.lines.data]);
}

export function countedAgain(ctx: Context, draft: Invoice, item: InvoiceItem): Invoice {
  const lines = draft.lines.data.map((line) =>
    itemOfLine(line) === item.id ? { ...lineOfItem(draft.id, null, item), id: line.id } : line,
  );
  return save(ctx, draft, lines);
}

export function withoutLineOf(ctx: Context, draft: Invoice, item: string): Invoice {
  return save(
    ctx,
    draft,
    draft.lines.data.filter((line) => itemOfLine(line) !== item),
  );
}

function save(ctx: Context, draft: Invoice, lines: InvoiceLine[]): Invoice {
  return update(
    ctx,
    "invoice",
    recounted(ctx, { ...draft, lines: { ...draft.lines, data: lines } }),
    "invoice.updated",
  );
}

/** Its sums, from its lines, its discounts and its taxes. */
export function recounted(ctx: Context, draft: Invoice): Invoice {
  const customer = draft.customer ? ctx.store.get("customer", draft.customer) : undefined;
  const ids = [...draft.lines.data.flatMap((line) => line.discounts as string[]), ...(draft.discounts as string[])];
  const discounted = discountedLines(draft.lines.data, applied(ctx, ids, nowFor(ctx, draft.customer)));
  const { lines: data, automatic_tax } = draftTaxes(ctx, draft, discounted);
  return {
    ...draft,
    automatic_tax,
    ...totalsOf(ctx, data, customer ? balanceIn(ctx, customer, draft.currency) : 0, draft.currency),
    lines: { ...draft.lines, data, total_count: data.length },
  };
}
