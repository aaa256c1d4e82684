// A preview can be retrieved, and its lines listed, for 72 hours: https://docs.stripe.com/invoicing/preview
import { missing } from "../../conventions/errors.ts";
import { fetch } from "../../conventions/endpoint.ts";
import type { Context } from "../../conventions/context.ts";
import type { Invoice } from "../../store/objects.ts";

const KEPT_FOR_SECONDS = 72 * 60 * 60;
const MOST = 1_000;

/** In memory, beside the store: what is made for a preview is undone after it, and a restart forgets them. */
const previews = new WeakMap<Context["store"], Map<string, { invoice: Invoice; until: number }>>();

export function keepPreview({ store, now }: Context, invoice: Invoice): Invoice {
  const kept = previews.get(store) ?? new Map<string, { invoice: Invoice; until: number }>();
  previews.set(store, kept);
  kept.set(invoice.id, { invoice: structuredClone(invoice), until: now + KEPT_FOR_SECONDS });
  for (const [id] of kept) {
    if (kept.size <= MOST) break;
    kept.delete(id);
  }
  return invoice;
}

/** An invoice, or a preview of one. @throws StripeError resource_missing */
export function invoiceOrPreview(ctx: Context, id: string): Invoice {
  if (!id.startsWith("upcoming_in_")) return fetch(ctx, "invoice", id);
  const kept = previews.get(ctx.store)?.get(id);
  if (!kept || kept.until < ctx.now) throw missing("invoice", id);
  return kept.invoice;
}
