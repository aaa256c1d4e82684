// Fields that an object has only when `expand` asks for them.
import { balancesOf } from "../billing/customers/currency.ts";
import { customerTax } from "../billing/tax/taxpayer.ts";
import { paymentsOf } from "../billing/payments/invoice-payments.ts";
import { breakdownOf, itemBreakdown } from "../billing/checkout/breakdown.ts";
import { sourcesOf } from "../billing/payment-methods/source-card.ts";
import type { Context } from "../conventions/context.ts";
import { own } from "../conventions/own.ts";
import { lineItemsOf } from "../resources/checkout/checkout-line-items.ts";
import type {
  Charge,
  CheckoutSession,
  Coupon,
  Customer,
  Invoice,
  Kind,
  List,
  Objects,
  Price,
} from "../store/objects.ts";

interface Item {
  id: string;
  amount_discount: number;
}
type Includable = (ctx: Context, object: never) => unknown;

const INCLUDABLE: Record<string, Record<string, Includable>> = {
  account: {
    external_accounts: (_ctx, { id }: { id: string }) => list([], `/v1/accounts/${id}/external_accounts`),
  },
  "billing_portal.configuration": {
    "features.subscription_update.products": (ctx, { id }: { id: string }) =>
      ctx.store.get("billing_portal.configuration", id)?.features.subscription_update.products,
  },
  charge: {
    refunds: (ctx, { id }: Charge) => withCount(of(ctx, "refund", ["charge", id], `/v1/charges/${id}/refunds`)),
  },
  "checkout.session": {
    line_items: (ctx, session: CheckoutSession) => lineItemsOf(ctx, session, {}),
    "total_details.breakdown": (ctx, session: CheckoutSession) => breakdownOf(ctx, session),
  },
  coupon: {
    applies_to: (ctx, { id }: Coupon) => ({ products: ctx.store.detail("coupon", id)?.products ?? [] }),
    currency_options: (ctx, { id }: Coupon) => ctx.store.detail("coupon", id)?.amounts,
  },
  customer: {
    cash_balance: (_ctx, { id }: Customer) => ({
      object: "cash_balance",
      available: null,
      customer: id,
      customer_account: null,
      livemode: false,
      settings: { reconciliation_mode: "automatic", using_merchant_default: true },
    }),
    invoice_credit_balance: (ctx, customer: Customer) => balancesOf(ctx, customer),
    sources: (ctx, { id }: Customer) => withCount(list(sourcesOf(ctx, id), `/v1/customers/${id}/sources`)),
    subscriptions: (ctx, { id }: Customer) =>
      withCount(
        of(
          ctx,
          "subscription",
          ["customer", id],
          `/v1/customers/${id}/subscriptions`,
          (one) => one.status !== "canceled",
        ),
      ),
    tax: (ctx, customer: Customer) => customerTax(ctx, customer),
    tax_ids: (ctx, { id }: Customer) => withCount(of(ctx, "tax_id", ["customer", id], `/v1/customers/${id}/tax_ids`)),
  },
  invoice: {
    payments: (ctx, invoice: Invoice) => paymentsOf(ctx, invoice.id),
    confirmation_secret: confirmationSecret,
  },
  item: {
    discounts: (ctx, item: Item) => itemBreakdown(ctx, item).discounts,
    taxes: (ctx, item: Item) => itemBreakdown(ctx, item).taxes,
  },
  promotion_code: {
    "restrictions.currency_options": (ctx, { id }: { id: string }) => ctx.store.detail("promotion_code", id)?.minimums,
  },
  price: {
    tiers: (ctx, price: Price) => ctx.store.detail("price", price.id)?.tiers ?? undefined,
    currency_options: (ctx, price: Price) => ctx.store.detail("price", price.id)?.currency_options,
  },
};

/** @param field its steps within the object, with dots */
export function includable(ctx: Context, object: { object?: unknown; id?: unknown }, field: string): unknown {
  const show = own(own(INCLUDABLE, String(object.object)), field);
  // As it is stored: in the answer, its ids may be objects by now
  return show?.(ctx, (ctx.store.find(String(object.id)) ?? object) as never);
}

function of<K extends Kind>(
  ctx: Context,
  kind: K,
  by: [string, string],
  url: string,
  where: (one: Objects[K]) => boolean = () => true,
): List<Objects[K]> {
  const all = [...ctx.store.list(kind, { by })].filter(where);
  return { ...list(all.slice(0, 10), url), has_more: all.length > 10, total_count: all.length };
}

const list = <T>(data: T[], url: string): List<T> => ({ object: "list", data, has_more: false, url });

/** Lists within an object say how many there are. [recorded: `charge.refunds`] */
const withCount = <T>(of: List<T>): List<T> => ({ ...of, total_count: of.total_count ?? of.data.length });

/** What a page would need to ask for the payment: that of the invoice's payment intent. */
function confirmationSecret(ctx: Context, invoice: Invoice) {
  const intent = paymentsOf(ctx, invoice.id)
    .data.map(({ payment }) => ctx.store.get("payment_intent", payment.payment_intent ?? ""))
    .find(Boolean);
  return intent ? { client_secret: intent.client_secret, type: "payment_intent" } : null;
}

/** Of a kind, the fields that are left out until they are asked for. */
export const includableFields = (kind: string): string[] => Object.keys(own(INCLUDABLE, kind) ?? {});
