// How a checkout is taxed: who the buyer is, and where, as collected on the page or saved before.
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import { placeOf, type Address } from "../tax/places.ts";
import { statusOf, type TaxBasis } from "../tax/tax-lines.ts";
import { taxpayerOf, type Taxpayer } from "../tax/taxpayer.ts";

/** What the page collects that taxes depend on. */
export interface CollectedForTax {
  address?: Address | undefined;
  shipping?: Address | undefined;
  tax_id?: { type: string; value: string } | undefined;
}

const NOBODY: Taxpayer = {
  shipping: null,
  address: null,
  methods: [],
  ip_address: null,
  tax_exempt: "none",
  tax_ids: [],
};

/** What was collected counts before what was saved, where it is going to be saved [docs: tax/checkout]. */
export function checkoutBasis(ctx: Context, session: CheckoutSession): TaxBasis {
  const detail = ctx.store.detail("checkout.session", session.id);
  const customer = session.customer === null ? undefined : ctx.store.get("customer", session.customer);
  const saved = customer ? taxpayerOf(ctx, customer) : NOBODY;
  const { address, shipping, tax_id } = detail?.collected ?? {};
  const saves = customer ? (detail?.page?.customer_update ?? {}) : { address: "auto", shipping: "auto" };
  return {
    automatic: session.automatic_tax.enabled,
    payer: {
      ...saved,
      ...(address && saves.address === "auto" ? { address } : {}),
      ...(shipping && saves.shipping === "auto" ? { shipping } : {}),
      tax_ids: tax_id ? [...saved.tax_ids, tax_id as Taxpayer["tax_ids"][number]] : saved.tax_ids,
    },
    default_tax_rates: detail?.subscription_data.default_tax_rates ?? [],
  };
}

/** Only addresses that say enough are kept. */
export function noteCollected(ctx: Context, session: CheckoutSession, given: CollectedForTax): void {
  const detail = ctx.store.detail("checkout.session", session.id);
  if (!detail) return;
  const known = detail.collected ?? {};
  const enough = (address: Address | undefined) => (address && placeOf(address) ? address : undefined);
  ctx.store.putDetail("checkout.session", session.id, {
    ...detail,
    collected: {
      address: enough(given.address) ?? known.address,
      shipping: enough(given.shipping) ?? known.shipping,
      tax_id: given.tax_id,
    },
  });
}

export function sessionTax(basis: TaxBasis): CheckoutSession["automatic_tax"] {
  const { automatic } = basis;
  return {
    enabled: automatic,
    liability: automatic ? { type: "self" } : null,
    provider: automatic ? "stripe" : null,
    status: statusOf(basis),
  };
}
