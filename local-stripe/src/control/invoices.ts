// What happens to invoices at Stripe that its API can't ask for.
import type { Context } from "../conventions/context.ts";
import { deleteDraft } from "../billing/invoices/manual/delete-draft.ts";
import type { FinalizationFailure } from "../store/planned-failures.ts";
import type { Store } from "../store/store.ts";

/** By default what Stripe answers when automatic tax doesn't know where the customer is. */
export function finalizationFailure(store: Store, wanted: Record<string, unknown>): FinalizationFailure {
  const {
    customer = null,
    times = 1,
    code = "customer_tax_location_invalid",
    message = "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    ...unknown
  } = wanted;
  if (Object.keys(unknown).length > 0) throw new Error(`Unknown fields: ${Object.keys(unknown).join(", ")}`);
  if (customer !== null && (typeof customer !== "string" || !store.get("customer", customer)))
    throw new Error(`No such customer: '${String(customer)}'`);
  if (typeof times !== "number" || !Number.isInteger(times) || times < 1)
    throw new Error("times must be a whole number of at least 1");
  if (typeof code !== "string" || typeof message !== "string") throw new Error("code and message must be text");
  return { customer, times, code, message };
}

/** As a person may do in Stripe's Dashboard. */
export function deleteDraftNamed(ctx: Context, id: string): object {
  const invoice = ctx.store.get("invoice", id);
  if (!invoice) throw new Error(`No such invoice: '${id}'`);
  if (invoice.status !== "draft") throw new Error("Only a draft can be deleted");
  return deleteDraft(ctx, invoice);
}
