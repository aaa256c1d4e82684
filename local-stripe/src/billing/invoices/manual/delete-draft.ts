import type { Context } from "../../../conventions/context.ts";
import { checkClockRests } from "../../../conventions/clock.ts";
import { emit } from "../../../events/events.ts";
import type { Invoice } from "../../../store/objects.ts";

/** What it was to bill goes with it: its items don't wait again (recorded). */
export function deleteDraft(ctx: Context, invoice: Invoice) {
  checkClockRests(ctx, invoice);
  ctx.store.remove(invoice.id);
  emit(ctx, "invoice.deleted", invoice);
  return { id: invoice.id, object: "invoice", deleted: true };
}
