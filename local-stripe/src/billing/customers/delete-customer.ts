import { cancelNow } from "../subscriptions/cancel.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import type { Customer } from "../../store/objects.ts";

export function deleteCustomer(ctx: Context, customer: Customer) {
  for (const subscription of [...ctx.store.list("subscription", { by: ["customer", customer.id] })]) {
    if (!["canceled", "incomplete_expired"].includes(subscription.status)) cancelNow(ctx, subscription);
  }
  for (const method of [...ctx.store.list("payment_method", { by: ["customer", customer.id] })]) {
    ctx.store.put("payment_method", { ...method, customer: null });
  }
  const stub = { id: customer.id, object: "customer", deleted: true };
  ctx.store.leaveStub(customer.id, stub);
  emit(ctx, "customer.deleted", customer);
  return stub;
}
