import { statement } from "@/lib/db";
import { mayBill, requireMembership, type Membership } from "@/lib/workspaces/members";
import { getFeatures, LIVE } from "./entitlements";
import type { User } from "./user";

export type DashboardSubscription = {
  subscriptionId: string;
  status: string;
  /** Null while the product is unknown here. */
  planName: string | null;
  productId: string | null;
  priceId: string | null;
  planGroup: string | null;
  unitAmountMinor: number | null;
  currency: string | null;
  interval: string | null;
  intervalCount: number | null;
  quantity: number | null;
  trialEnd: Date | null;
  periodEnd: Date | null;
  cancelAt: Date | null;
  cancelAtPeriodEnd: boolean;
  endedAt: Date | null;
};

export type DashboardInvoice = {
  id: string;
  number: string | null;
  status: string;
  currency: string;
  totalMinor: number;
  createdAt: Date;
  hostedInvoiceUrl: string | null;
  invoicePdf: string | null;
};

/** All that the dashboard says of one workspace. */
export type Dashboard = {
  workspace: Membership;
  payer: { name: string | null; isYou: boolean } | null;
  /** The live ones, newest first; where none is live, the one that ended last. */
  subscriptions: DashboardSubscription[];
  features: string[];
  /** Newest first; null for members, who don't see invoices. */
  invoices: DashboardInvoice[] | null;
  /** For who pays, and nobody else. */
  paymentMethod: { brand: string; last4: string } | null;
};

type Row = DashboardSubscription & {
  live: boolean;
  payerId: string | null;
  payerName: string | null;
  brand: string | null;
  last4: string | null;
};

// For renewals Stripe takes the subscription's own payment method before the customer's.
// https://docs.stripe.com/api/subscriptions/object#subscription_object-default_payment_method
const SUBSCRIPTIONS = `
  SELECT s.id AS "subscriptionId", s.status, p.name AS "planName", i.product_id AS "productId",
    i.price_id AS "priceId", p.plan_group AS "planGroup", r.unit_amount_minor AS "unitAmountMinor", r.currency,
    r.interval, r.interval_count AS "intervalCount", i.quantity, s.trial_end AS "trialEnd", i.period_end AS "periodEnd",
    s.cancel_at AS "cancelAt", s.cancel_at_period_end AS "cancelAtPeriodEnd", s.ended_at AS "endedAt",
    (${LIVE}) AS live, u.id AS "payerId", COALESCE(NULLIF(u.name, ''), u.email) AS "payerName", m.brand, m.last4
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN price r ON r.id = i.price_id
  LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
  LEFT JOIN "user" u ON u.id = su.user_id
  LEFT JOIN customer c ON c.id = s.customer_id
  LEFT JOIN payment_method m ON m.id = COALESCE(s.default_payment_method_id, c.default_payment_method_id)
  WHERE s.workspace_id = $1
  ORDER BY (${LIVE}) DESC, COALESCE(s.ended_at, s.created_at) DESC, s.id, i.id
  LIMIT 50`;

const INVOICES = `
  SELECT v.id, v.number, v.status, v.currency, v.total_minor AS "totalMinor", v.created_at AS "createdAt",
    v.hosted_invoice_url AS "hostedInvoiceUrl", v.invoice_pdf AS "invoicePdf"
  FROM subscription s JOIN invoice v ON v.subscription_id = s.id
  WHERE s.workspace_id = $1 AND NOT v.deleted AND v.status <> 'draft'
  ORDER BY v.created_at DESC, v.id DESC
  LIMIT 24`;

/** @throws ProductError workspace_not_found */
export async function getDashboard(user: User, workspaceId: string): Promise<Dashboard> {
  const workspace = await requireMembership(user.id, workspaceId);
  const [rows, features, invoices] = await Promise.all([
    statement<Row>("dashboard_subscriptions", SUBSCRIPTIONS, [workspaceId]),
    getFeatures(workspaceId),
    mayBill(workspace.role) ? statement<DashboardInvoice>("dashboard_invoices", INVOICES, [workspaceId]) : null,
  ]);
  const live = rows.filter((row) => row.live);
  const shown = live.length > 0 ? live : rows.slice(0, 1);
  const [first] = shown;
  const isYou = first?.payerId === user.id;
  return {
    workspace,
    payer: first?.payerId ? { name: first.payerName, isYou } : null,
    subscriptions: shown,
    features,
    invoices,
    paymentMethod: isYou && first?.brand && first.last4 ? { brand: first.brand, last4: first.last4 } : null,
  };
}
