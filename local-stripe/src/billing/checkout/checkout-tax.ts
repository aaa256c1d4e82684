// Tax at checkout: what must be known of the buyer before it can be paid.
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import { isWellFormed } from "../tax/tax-id-formats.ts";
import { placeOf, type Address } from "../tax/places.ts";
import { statusOf } from "../tax/tax-lines.ts";
import { locate, locationInvalid } from "../tax/taxpayer.ts";
import { withAmounts } from "./checkout-amounts.ts";
import { checkoutBasis, noteCollected } from "./checkout-tax-basis.ts";
import type { Collected, Submitted } from "./collected.ts";

/** An existing customer needs an address that can be taxed, or a checkout that saves one. Sentence: recorded in 2026. */
export function checkSavedLocation(ctx: Context, session: CheckoutSession): void {
  const saves = ctx.store.detail("checkout.session", session.id)?.page?.customer_update ?? {};
  if (!session.automatic_tax.enabled || session.customer === null) return;
  if (saves.address === "auto" || saves.shipping === "auto" || locate(checkoutBasis(ctx, session).payer)) return;
  throw locationInvalid(
    "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set `customer_update[address]` to 'auto' to save the billing address entered in Checkout to the Customer.",
  );
}

/** The buyer says where they are; nothing is emitted for it. The session with the tax of that. */
export function collectForTax(ctx: Context, session: CheckoutSession, answers: Collected): CheckoutSession {
  if (!session.automatic_tax.enabled) return session;
  const { type, value } = answers.tax_id ?? {};
  noteCollected(ctx, session, {
    address: answers.address,
    shipping: answers.shipping?.address,
    tax_id: type && value && isWellFormed(type, value) ? { type, value } : undefined,
  });
  const after = withAmounts(ctx, session);
  ctx.store.put("checkout.session", after);
  return after;
}

/** An address, as the page sends it while it is typed. */
export function collectAddress(ctx: Context, session: CheckoutSession, address: Address): CheckoutSession {
  if (!placeOf(address)) throw locationInvalid();
  return collectForTax(ctx, session, { address: onlyGiven(address) });
}

function onlyGiven(address: Address): NonNullable<Collected["address"]> {
  return Object.fromEntries(Object.entries(address).filter((pair): pair is [string, string] => Boolean(pair[1])));
}

/** Before it is paid, it must be known how it is taxed: by what was submitted now or before, or by the card's address. */
export function checkTaxed(
  ctx: Context,
  session: CheckoutSession,
  submitted: Submitted,
): { session: CheckoutSession; submitted: Submitted } {
  if (!session.automatic_tax.enabled) return { session, submitted };
  const method = ctx.store.get("payment_method", submitted.payment_method ?? "");
  const known = ctx.store.detail("checkout.session", session.id)?.collected?.address;
  const given = submitted.address ?? known ?? method?.billing_details.address ?? undefined;
  const answers = { ...submitted, address: given && onlyGiven(given) };
  const taxed = collectForTax(ctx, session, answers);
  if (statusOf(checkoutBasis(ctx, taxed)) === "requires_location_inputs") throw locationInvalid();
  return { session: taxed, submitted: answers };
}
