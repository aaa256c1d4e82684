// What was really billed for each item: a later credit is a part of it.
import type { Context } from "../../conventions/context.ts";
import type { Billed } from "../../store/details.ts";
import type { Invoice, Subscription } from "../../store/objects.ts";
import { lineAmount } from "./amounts.ts";
import { byDiscount, netOf } from "./invoice-totals.ts";

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

/** What an invoice's own lines billed. They are what a later credit is a part of; the tiers of an item are one. */
export function billedByLines(invoice: Invoice): Record<string, Billed> {
  const billed = new Map<string, Billed>();
  for (const line of invoice.lines.data) {
    const details = line.parent?.subscription_item_details;
    if (!details || details.proration) continue;
    const { start, end } = line.period;
    const before = billed.get(details.subscription_item);
    // Of several periods of an item, the last is the one that runs
    const same = before?.start === start && before.end === end ? before : undefined;
    billed.set(details.subscription_item, {
      start,
      end,
      amount: (same?.amount ?? 0) + netOf(line),
      invoice: invoice.id,
      lines: [...(same?.lines ?? []), line.id],
      discount_amounts: byDiscount([...(same?.discount_amounts ?? []), ...(line.discount_amounts ?? [])]),
    });
  }
  return Object.fromEntries(billed);
}

export function noteBilled(ctx: Context, subscription: string, billed: Record<string, Billed>): void {
  const notes = ctx.store.detail("subscription", subscription);
  ctx.store.putDetail("subscription", subscription, { ...notes, billed });
}
