// A bank gives a customer a new card, and the network tells Stripe [docs: saved-cards, "Automatic card updates"].
import { createHash } from "node:crypto";
import { differences } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import type { PaymentMethod } from "../../store/objects.ts";
import { brandOf } from "./cards.ts";

export interface CardUpdate {
  exp_month?: number | undefined;
  exp_year?: number | undefined;
  /** Another number; the payment method stays the same one. */
  number?: string | undefined;
}

export function updateCard(ctx: Context, method: PaymentMethod, { number, ...expiry }: CardUpdate): PaymentMethod {
  if (!method.card) throw new Error(`${method.id} is no card`);
  if (method.customer === null) throw new Error(`${method.id} belongs to no customer`);
  const card = { ...method.card };
  if (expiry.exp_month !== undefined) card.exp_month = expiry.exp_month;
  if (expiry.exp_year !== undefined) card.exp_year = expiry.exp_year;
  if (number !== undefined) {
    card.brand = card.display_brand = brandOf(number);
    card.last4 = number.slice(-4);
    card.fingerprint = createHash("sha256").update(number).digest("base64url").slice(0, 16);
    ctx.store.putDetail("payment_method", method.id, { number });
  }
  const after: PaymentMethod = { ...method, card };
  ctx.store.put("payment_method", after);
  emit(ctx, "payment_method.automatically_updated", after, differences(method, after));
  return after;
}
