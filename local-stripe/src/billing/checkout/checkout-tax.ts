// Tax at checkout: what must be known of the buyer before it can be paid.
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import { isPresent, placeOf, type Address } from "../tax/places.ts";
import { statusOf } from "../tax/tax-lines.ts";
import { locate, locationInvalid } from "../tax/taxpayer.ts";
import { withAmounts } from "./checkout-amounts.ts";
import { checkoutBasis, collectedAddress } from "./checkout-tax-basis.ts";

/** An existing customer needs an address that can be taxed, or a checkout that saves one. Sentence: recorded in 2026. */
export function checkSavedLocation(ctx: Context, session: CheckoutSession, saves: boolean): void {
  if (!session.automatic_tax.enabled || session.customer === null || saves) return;
  if (locate(checkoutBasis(ctx, session).payer)) return;
  throw locationInvalid(
    "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set `customer_update[address]` to 'auto' to save the billing address entered in Checkout to the Customer.",
  );
}

/** Whether the page has to ask where the buyer is. */
export function asksForLocation(ctx: Context, session: CheckoutSession): boolean {
  if (!session.automatic_tax.enabled) return false;
  return collectedAddress(ctx, session) !== undefined || locate(checkoutBasis(ctx, session).payer) === undefined;
}

/** The buyer says where they are. Nothing is emitted for it. */
export function collectAddress(ctx: Context, session: CheckoutSession, given: Address): CheckoutSession {
  if (!placeOf(given)) throw locationInvalid();
  const none = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  const address = { ...none, ...given };
  const detail = ctx.store.detail("checkout.session", session.id);
  if (detail) ctx.store.putDetail("checkout.session", session.id, { ...detail, collected_address: address });
  const after = withAmounts(ctx, session);
  ctx.store.put("checkout.session", after);
  return after;
}

/** Before it is paid, it must be known how it is taxed; a card's own address will do. */
export function checkTaxed(ctx: Context, session: CheckoutSession, method: string | undefined): CheckoutSession {
  if (statusOf(checkoutBasis(ctx, session)) !== "requires_location_inputs") return session;
  const address = method === undefined ? undefined : ctx.store.get("payment_method", method)?.billing_details.address;
  if (!isPresent(address)) throw locationInvalid();
  return collectAddress(ctx, session, address);
}
