// What was really billed for each item: a later credit is a part of it.
import type { Context } from "../../conventions/context.ts";
import type { Billed, Invoice, Subscription } from "../../store/objects.ts";
import { lineAmount } from "./amounts.ts";
import { netOf } from "./invoice-totals.ts";

/** A subscription of before such notes were kept is taken to have paid its prices. */
export function billedOf(ctx: Context, subscription: Subscription): Record<string, Billed> {
  const known = ctx.store.detail("subscription", subscription.id)?.billed;
  if (known || subscription.status === "trialing") return known ?? {};
  return Object.fromEntries(
    subscription.items.data.map((item) => [
      item.id,
      {
        start: item.current_period_start,
        end: item.current_period_end,
        amount: lineAmount(ctx, item.price, item.quantity ?? 0, subscription.currency),
      },
    ]),
  );
}

/** What an invoice's own lines billed. They are what a later credit is a part of. */
export function billedByLines(invoice: Invoice): Record<string, Billed> {
  const lines = invoice.lines.data.flatMap((line) => {
    const details = line.parent?.subscription_item_details;
    if (!details || details.proration) return [];
    return [
      [
        details.subscription_item,
        {
          start: line.period.start,
          end: line.period.end,
          amount: netOf(line),
          invoice: invoice.id,
          line: line.id,
          discount_amounts: line.discount_amounts ?? [],
        },
      ] as const,
    ];
  });
  return Object.fromEntries(lines);
}

export function noteBilled(ctx: Context, subscription: string, billed: Record<string, Billed>): void {
  const notes = ctx.store.detail("subscription", subscription);
  ctx.store.putDetail("subscription", subscription, { ...notes, billed });
}
