// Which payment method pays where nothing else was chosen.
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { attach, newPaymentMethod, numberOf, usable, type Card } from "./payment-methods.ts";
import { refusalOnSetup } from "./cards.ts";
import type { PaymentMethod } from "../../store/objects.ts";

/** A new card of the customer's, which becomes the default: of whatever has no method of its own [docs: customer-management]. */
export function replacePaymentMethod(ctx: Context, customerId: string, card: Card | string): PaymentMethod {
  const method = typeof card === "string" ? usable(ctx, card) : newPaymentMethod(ctx, card);
  const refusal = refusalOnSetup(numberOf(ctx, method));
  if (refusal) throw refusal;
  const attached = attach(ctx, method.id, customerId);
  makeDefault(ctx, customerId, attached);
  return attached;
}

/** A subscription's own default stays: that it changed with the customer's is documented nowhere. */
export function makeDefault(ctx: Context, customerId: string, method: PaymentMethod): void {
  const customer = ctx.store.get("customer", customerId);
  if (!customer) return;
  const invoice_settings = { ...customer.invoice_settings, default_payment_method: method.id };
  update(ctx, "customer", { ...customer, invoice_settings }, "customer.updated");
}
