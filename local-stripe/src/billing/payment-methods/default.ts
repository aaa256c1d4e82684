// Which payment method pays for everything that a customer has.
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { attach, newPaymentMethod, numberOf, usable, type Card } from "./payment-methods.ts";
import { refusalOnSetup } from "./cards.ts";
import type { PaymentMethod } from "../../store/objects.ts";

/** A new card for everything that this customer pays for: the customer's default and each live subscription's. */
export function replacePaymentMethod(ctx: Context, customerId: string, card: Card | string): PaymentMethod {
  const method = typeof card === "string" ? usable(ctx, card) : newPaymentMethod(ctx, card);
  const refusal = refusalOnSetup(numberOf(ctx, method));
  if (refusal) throw refusal;
  const attached = attach(ctx, method.id, customerId);
  makeDefault(ctx, customerId, attached);
  return attached;
}

/** From now on this card of the customer's pays for everything. */
export function makeDefault(ctx: Context, customerId: string, method: PaymentMethod): void {
  const customer = ctx.store.get("customer", customerId);
  if (customer) {
    const invoice_settings = { ...customer.invoice_settings, default_payment_method: method.id };
    update(ctx, "customer", { ...customer, invoice_settings }, "customer.updated");
  }
  for (const subscription of [...ctx.store.list("subscription", { by: ["customer", customerId] })]) {
    if (["canceled", "incomplete_expired"].includes(subscription.status)) continue;
    update(
      ctx,
      "subscription",
      { ...subscription, default_payment_method: method.id },
      "customer.subscription.updated",
    );
  }
}
