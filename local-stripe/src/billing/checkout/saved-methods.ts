// The saved ways to pay that a session offers again. [SDK: saved_payment_method_options]
import type { Context } from "../../conventions/context.ts";
import { detach } from "../payment-methods/payment-methods.ts";
import type { CheckoutSession, PaymentMethod } from "../../store/objects.ts";

export function savedMethods(ctx: Context, session: CheckoutSession): PaymentMethod[] {
  const filters = session.saved_payment_method_options?.allow_redisplay_filters ?? [];
  if (session.customer === null) return [];
  return [...ctx.store.list("payment_method", { by: ["customer", session.customer] })].filter(
    (method) =>
      session.payment_method_types.includes(method.type) &&
      filters.some((filter) => filter === (method.allow_redisplay ?? "unspecified")),
  );
}

export function removeSavedMethod(ctx: Context, session: CheckoutSession, id: string): void {
  if (session.saved_payment_method_options?.payment_method_remove !== "enabled") return;
  const method = savedMethods(ctx, session).find((one) => one.id === id);
  if (method) detach(ctx, method);
}
