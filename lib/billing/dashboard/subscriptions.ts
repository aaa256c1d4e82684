import { statement } from "@/lib/db";
import { LIVE } from "../entitlements/statuses";

// What the signed-in user pays for, as the endpoints tell it. Dates become ISO 8601 in JSON.

export type MySubscription = {
  subscription_id: string;
  workspace_id: string | null;
  status: string;
  period_start: Date | null;
  period_end: Date | null;
  trial_start: Date | null;
  trial_end: Date | null;
  cancel_at: Date | null;
  cancel_at_period_end: boolean;
};

const SUBSCRIPTIONS = `
  SELECT s.id AS subscription_id, s.workspace_id, s.status, i.period_start, i.period_end, s.trial_start, s.trial_end,
    s.cancel_at, s.cancel_at_period_end
  FROM stripe_user u
  JOIN subscription s ON s.customer_id = u.customer_id AND ${LIVE}
  LEFT JOIN LATERAL (
    SELECT min(period_start) AS period_start, max(period_end) AS period_end
    FROM subscription_item WHERE subscription_id = s.id
  ) i ON true
  WHERE u.user_id = $1
  ORDER BY s.created_at DESC, s.id`;

/** The user's live subscriptions, newest first. */
export const listMySubscriptions = (userId: string): Promise<MySubscription[]> =>
  statement<MySubscription>("my_subscriptions", SUBSCRIPTIONS, [userId]);

export type MySubscriptionItem = {
  product_id: string | null;
  product_name: string | null;
  product_description: string | null;
  price_id: string | null;
  price_nickname: string | null;
  /** In minor units; null where there is no single whole amount. */
  price: number | null;
  freq: string | null;
  quantity: number | null;
  subscription_status: string;
  period_start: Date | null;
  period_end: Date | null;
  trial_start: Date | null;
  trial_end: Date | null;
  ended_at: Date | null;
  cancel_at: Date | null;
  cancel_at_period_end: boolean;
  services: { feature_id: string }[];
};

const ITEMS = `
  SELECT i.product_id, p.name AS product_name, p.description AS product_description, i.price_id,
    r.nickname AS price_nickname, r.unit_amount_minor AS price, r.interval || '_' || r.interval_count AS freq, i.quantity,
    s.status AS subscription_status, i.period_start, i.period_end, s.trial_start, s.trial_end, s.ended_at, s.cancel_at,
    s.cancel_at_period_end,
    COALESCE((SELECT json_agg(json_build_object('feature_id', f.feature_id) ORDER BY f.position)
      FROM product_feature f WHERE f.product_id = i.product_id), '[]') AS services
  FROM stripe_user u
  JOIN subscription s ON s.customer_id = u.customer_id AND ${LIVE}
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN price r ON r.id = i.price_id
  WHERE u.user_id = $1
  ORDER BY s.created_at DESC, s.id, i.id`;

/** The items of the user's live subscriptions. */
export const listMySubscriptionItems = (userId: string): Promise<MySubscriptionItem[]> =>
  statement<MySubscriptionItem>("my_subscription_items", ITEMS, [userId]);
