import type { Priced } from "@/lib/amounts";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { amountSql } from "../catalog/amount-sql";
import { type PricedRow, pricedFieldsIn, readPriced } from "../catalog/priced";
import { continueAt } from "../checkout/continue-at";
import { IS_OFFERED } from "../catalog/hidden";
import { MANAGED } from "../ownership/sql";
import { type Done, type News, NEWS_SECONDS, newsOf } from "../dashboard/news";
import { planPart, withDue } from "../dashboard/next-payment";
import { PAYS_WITH } from "../dashboard/pays-with";
import type { DashboardSubscription } from "../dashboard/shown";
import { LIVE } from "../entitlements/statuses";
import { type HandOverRow, handOversOf } from "../hand-over/view";
import type { PlanChangeSettings } from "../mirror/planned";
import { allowsChanges } from "../portal/road";
import type { Part } from "../previews/parts";
import { settingsInForce } from "../portal/configuration";
import { nextPhaseOf, scheduleOf } from "./planned";
import type { PlannedSchedule } from "../portal/paid-items";

/** With its amounts in the subscription's currency. */
export type PlannedItem = Priced & {
  planName: string | null;
  productId: string | null;
  priceId: string;
  quantity: number | null;
  interval: string | null;
  intervalCount: number | null;
};

/** What is planned for a subscription: from `at` on it has these items. */
export type PlannedChange = {
  subscriptionId: string;
  at: Date;
  items: PlannedItem[];
  /** What is charged once as it begins, each in the subscription's currency; null where the amount is not known here. */
  feesMinor: (number | null)[];
  /** The payer may drop it on our pages. */
  canBeDropped: boolean;
};

const FEE = amountSql({ price: "r", currency: "s.currency", quantity: "COALESCE(x.quantity, 1)" });

// Items that the subscription has already are no change: a phase may only repeat what runs. Nothing begins after the end.
const PLANNED = `
  SELECT s.id AS "subscriptionId", n.phase->>'from' AS at, ${MANAGED} AS "isOurs", n.schedule,
    (SELECT json_agg(json_build_object('planName', p.name, 'productId', r.product_id, 'priceId', x.price_id, 'quantity', x.quantity,
        'interval', r.interval, 'intervalCount', r.interval_count, ${pricedFieldsIn("r", "s.currency")}) ORDER BY x.price_id)
      FROM jsonb_to_recordset(n.phase->'items') x (price_id text, quantity bigint)
      LEFT JOIN price r ON r.id = x.price_id LEFT JOIN product p ON p.id = r.product_id) AS items,
    (SELECT COALESCE(json_agg(${FEE}), '[]') FROM jsonb_to_recordset(n.phase->'added') x (price_id text, quantity bigint)
      LEFT JOIN price r ON r.id = x.price_id) AS "feesMinor"
  FROM subscription s
  CROSS JOIN LATERAL (SELECT ${nextPhaseOf("s.id")} AS phase, ${scheduleOf("s.id")} AS schedule) n
  WHERE s.workspace_id = $1 AND ${LIVE} AND n.phase IS NOT NULL
    AND NOT s.cancel_at_period_end AND (s.cancel_at IS NULL OR s.cancel_at > (n.phase->>'from')::timestamptz)
    AND (SELECT jsonb_agg(jsonb_build_array(i.price_id, COALESCE(i.quantity, 1)) ORDER BY i.price_id) FROM subscription_item i WHERE i.subscription_id = s.id)
      IS DISTINCT FROM (SELECT jsonb_agg(jsonb_build_array(x->>'price_id', COALESCE((x->>'quantity')::bigint, 1)) ORDER BY x->>'price_id') FROM jsonb_array_elements(n.phase->'items') x)
  ORDER BY s.created_at DESC, s.id`;

type Row = Pick<PlannedChange, "subscriptionId" | "feesMinor"> & {
  at: string;
  items: (Omit<PlannedItem, keyof Priced> & PricedRow)[];
  isOurs: boolean;
  schedule: PlannedSchedule;
};

const CHANGES = `
  SELECT ${settingsInForce("$2")} AS settings, (SELECT COALESCE(json_agg(one), '[]') FROM (${PLANNED}) one) AS planned,
    ${handOversOf("$1", "$3")} AS "handOvers",
    (SELECT true FROM price_offer o WHERE o.workspace_id = $1 AND ${IS_OFFERED("$3")} LIMIT 1) IS TRUE AS "hasOffers",
    ${newsOf({ workspace: "$1", user: "$4::uuid", done: "$5", since: "$6" }, PAYS_WITH)} AS news,
    (SELECT json_build_object('url', k.url, 'client_secret', k.client_secret, 'stripe_session_id', k.stripe_session_id, 'planName', p.name)
      FROM checkout_session k LEFT JOIN price r ON r.id = k.price_id LEFT JOIN product p ON p.id = r.product_id
      WHERE k.workspace_id = $1 AND k.state = 'open' AND k.user_id = $4::uuid AND COALESCE(k.url, k.client_secret) IS NOT NULL AND k.expires_at > $3
      LIMIT 1) AS checkout`;

type Answer = Pick<Changes, "handOvers" | "hasOffers"> & {
  settings: PlanChangeSettings | null;
  planned: Row[];
  news: News[] | null;
  checkout: (Parameters<typeof continueAt>[0] & Pick<OpenCheckout, "planName">) | null;
};

/** A checkout that can still be finished. */
export type OpenCheckout = { url: string; planName: string | null };

export type Changes = {
  planned: PlannedChange[];
  /** Whether the portal's configuration lets customers change their plan at all; while it is not known here, yes. */
  mayChange: boolean;
  /** Who takes over what, or may. */
  handOvers: HandOverRow[];
  /** A hidden price is offered to the workspace (../offers/shown.ts). */
  hasOffers: boolean;
  /** What was just done, where the address claims that something was. */
  news: News[];
  /** The user's own, for this workspace. */
  checkout: OpenCheckout | null;
};

/** Who looks, and what the address claims that they have just done. */
type Claimed = { userId: string; done: Done | null };

/**
 * What the dashboard says of changes of a workspace's plans and of their payers, from the copy. Ask for a membership
 * before.
 */
export async function readChanges(workspaceId: string, claimed?: Claimed): Promise<Changes> {
  const since = inSeconds(now(), -NEWS_SECONDS);
  const of = [claimed?.userId ?? null, claimed?.done ?? null];
  const values = [workspaceId, env().STRIPE_PORTAL_CONFIGURATION, now(), ...of, since];
  const [row] = await statement<Answer>("changes", CHANGES, values);
  const planned = (row?.planned ?? []).map(({ subscriptionId, feesMinor, at, items, isOurs, schedule }) => ({
    subscriptionId,
    feesMinor,
    at: new Date(at),
    items: items.map(readPriced),
    canBeDropped: isOurs && schedule.origin !== "other",
  }));
  const settings = row?.settings ?? null;
  return {
    planned,
    mayChange: settings === null || allowsChanges(settings),
    handOvers: row?.handOvers ?? [],
    hasOffers: row?.hasOffers ?? false,
    news: row?.news ?? [],
    checkout: row?.checkout ? openCheckout(row.checkout) : null,
  };
}

function openCheckout({ planName, ...open }: NonNullable<Answer["checkout"]>): OpenCheckout | null {
  const url = continueAt(open);
  return url ? { url, planName } : null;
}

/** The next payment with what is planned for the same day; what comes later does not change it. A preview knows both. */
export function withPlanned(subscription: DashboardSubscription, planned: PlannedChange[]): DashboardSubscription {
  const { nextPayment: next } = subscription;
  const change = planned.find(({ subscriptionId }) => subscriptionId === subscription.subscriptionId);
  if (!next || next.isPreviewed || !change || change.at < next.at) return subscription;
  const beside = next.beside.filter((one) => one !== "schedule");
  if (change.at > next.at) return { ...subscription, nextPayment: withDue({ ...next, beside }, next.plans) };
  // What was used until then is billed with it, as `beside` says; what will be used of the new plan is billed afterwards.
  const items = change.items.filter(({ metered }) => !metered);
  const fees = change.feesMinor.flatMap((amountMinor): Part[] =>
    amountMinor === null ? [] : [{ kind: "fee", productId: null, description: null, amountMinor }],
  );
  const plans = [...items.flatMap(planPart), ...fees];
  const isKnown = plans.length === items.length + change.feesMinor.length;
  const amountMinor = isKnown ? plans.reduce((sum, part) => sum + part.amountMinor, 0) : null;
  const others = beside.filter((one) => one !== "tiers");
  if (amountMinor === 0 && others.length === 0 && next.creditMinor >= 0) return { ...subscription, nextPayment: null };
  const known = amountMinor === null ? [...others, "tiers" as const] : others;
  return { ...subscription, nextPayment: withDue({ ...next, amountMinor, beside: known }, plans) };
}
