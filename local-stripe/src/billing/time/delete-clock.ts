import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import { deleteCustomer } from "../customers/delete-customer.ts";
import type { TestClock } from "../../store/objects.ts";

/** Deletes its customers as well, and ends their subscriptions. */
export function deleteClock(ctx: Context, clock: TestClock): object {
  for (const customer of [...ctx.store.list("customer", { by: ["test_clock", clock.id] })])
    deleteCustomer(ctx, customer);
  ctx.store.remove(clock.id);
  emit(ctx, "test_helpers.test_clock.deleted", clock);
  return { id: clock.id, object: "test_helpers.test_clock", deleted: true };
}
