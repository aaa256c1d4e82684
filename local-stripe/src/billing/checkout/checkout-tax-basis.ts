// How a checkout is taxed: who the buyer is, and where, as collected on the page or saved before.
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession, Details } from "../../store/objects.ts";
import { statusOf, type TaxBasis } from "../tax/tax-lines.ts";
import { taxpayerOf, type Taxpayer } from "../tax/taxpayer.ts";

const NOBODY: Taxpayer = {
  shipping: null,
  address: null,
  methods: [],
  ip_address: null,
  tax_exempt: "none",
  tax_ids: [],
};

/** What was collected counts before what was saved [docs: tax/customer-locations]. */
export function checkoutBasis(ctx: Context, session: CheckoutSession): TaxBasis {
  const customer = session.customer === null ? undefined : ctx.store.get("customer", session.customer);
  const saved = customer ? taxpayerOf(ctx, customer) : NOBODY;
  const address = collectedAddress(ctx, session);
  const typed = (session.customer_details?.tax_ids ?? []).flatMap(({ type, value }) =>
    value === null ? [] : [{ type: type as Taxpayer["tax_ids"][number]["type"], value }],
  );
  return {
    automatic: session.automatic_tax.enabled,
    payer: {
      ...saved,
      ...(address ? { shipping: null, address } : {}),
      tax_ids: [...saved.tax_ids, ...typed],
    },
    default_tax_rates: ctx.store.detail("checkout.session", session.id)?.subscription_data.default_tax_rates ?? [],
  };
}

export function collectedAddress(
  ctx: Context,
  session: Pick<CheckoutSession, "id">,
): Details["checkout.session"]["collected_address"] {
  return ctx.store.detail("checkout.session", session.id)?.collected_address;
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
