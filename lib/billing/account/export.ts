import { statement } from "@/lib/db";
import { type Entry, entryRows, givenEntries, insertEntries, tell } from "@/lib/security-log/entry";
import { AGENT, ALL_OF_USER, BY, FROM } from "@/lib/security-log/sql";
import { isSubscriptionOf } from "./theirs";

// One statement, so that all of it is of one moment. Money in minor units, as everywhere.
const EXPORT = `
  WITH logged AS (${insertEntries(givenEntries("$2"))})
  SELECT json_build_object(
    'account', (SELECT json_build_object('id', u.id, 'external_id', u.external_id, 'name', u.name, 'email', u.email, 'language', COALESCE(u.chosen_language, u.language), 'email_confirmed_at', u.email_verified,
      'created_at', u.created_at) FROM "user" u WHERE u.id = $1),
    'providers', (SELECT COALESCE(json_agg(json_build_object('provider', a.provider, 'id_there', a.provider_account_id, 'linked_at', a.linked_at)
      ORDER BY a.provider), '[]') FROM account a WHERE a.user_id = $1),
    'sessions', (SELECT COALESCE(json_agg(json_build_object('method', s.method, 'network_address', s.network_address,
      'user_agent', s.user_agent, 'created_at', s.created_at, 'last_seen_at', s.last_seen_at, 'ended_at', s.ended_at)
      ORDER BY s.created_at), '[]') FROM session s WHERE s.user_id = $1),
    'workspaces', (SELECT COALESCE(json_agg(json_build_object('id', w.id, 'external_id', w.external_id, 'name', w.name, 'role', m.role, 'since', m.created_at)
      ORDER BY m.created_at), '[]') FROM membership m JOIN workspace w ON w.id = m.workspace_id WHERE m.user_id = $1),
    'invitations', (SELECT COALESCE(json_agg(json_build_object('workspace_id', i.workspace_id, 'email', i.email, 'role', i.role,
      'created_at', i.created_at) ORDER BY i.created_at), '[]') FROM invitation i WHERE i.inviter_id = $1),
    'mails', (SELECT COALESCE(json_agg(json_build_object('kind', e.kind, 'to', e.to_address, 'language', e.language,
      'created_at', e.created_at, 'sent_at', e.sent_at) ORDER BY e.created_at), '[]') FROM mail e WHERE e.user_id = $1),
    'security_log', (SELECT COALESCE(json_agg(json_build_object('event', l.event, 'at', l.at, 'count', l.count,
      'by', ${BY("l", "$1")}, 'workspace_id', l.workspace_id, 'about', l.about, 'network_address', ${FROM("l", "$1")},
      'user_agent', ${AGENT("l", "$1")}) ORDER BY l.at, l.id), '[]') FROM (${ALL_OF_USER("$1")}) l),
    'customer', (SELECT json_build_object('id', c.id, 'name', c.name, 'email', c.email, 'currency', c.currency)
      FROM stripe_user su JOIN customer c ON c.id = su.customer_id WHERE su.user_id = $1),
    'payment_methods', (SELECT COALESCE(json_agg(json_build_object('type', p.type, 'brand', p.brand, 'last4', p.last4,
      'exp_month', p.exp_month, 'exp_year', p.exp_year) ORDER BY p.id), '[]')
      FROM stripe_user su JOIN payment_method p ON p.customer_id = su.customer_id AND NOT p.deleted WHERE su.user_id = $1),
    'checkouts', (SELECT COALESCE(json_agg(json_build_object('workspace_id', c.workspace_id, 'price_id', c.price_id,
      'state', c.state, 'created_at', c.created_at, 'completed_at', c.completed_at) ORDER BY c.created_at), '[]')
      FROM checkout_session c WHERE c.user_id = $1),
    'subscriptions', (SELECT COALESCE(json_agg(json_build_object('id', s.id, 'workspace_id', s.workspace_id, 'status', s.status,
      'created_at', s.created_at, 'trial_start', s.trial_start, 'trial_end', s.trial_end, 'ended_at', s.ended_at, 'items',
      (SELECT COALESCE(json_agg(json_build_object('product', p.name, 'price_id', i.price_id, 'quantity', i.quantity) ORDER BY i.id), '[]')
        FROM subscription_item i LEFT JOIN product p ON p.id = i.product_id WHERE i.subscription_id = s.id)) ORDER BY s.created_at), '[]')
      FROM subscription s WHERE ${isSubscriptionOf("$1")}),
    'cancellations', (SELECT COALESCE(json_agg(json_build_object('subscription_id', r.subscription_id, 'feedback', r.feedback,
      'comment', r.comment, 'given_at', r.given_at) ORDER BY r.given_at), '[]')
      FROM cancellation_reason r JOIN subscription s ON s.id = r.subscription_id WHERE ${isSubscriptionOf("$1")}),
    'invoices', (SELECT COALESCE(json_agg(json_build_object('id', v.id, 'number', v.number, 'status', v.status,
      'currency', v.currency, 'total_minor', v.total_minor, 'created_at', v.created_at) ORDER BY v.created_at), '[]')
      FROM stripe_user su JOIN invoice v ON v.customer_id = su.customer_id AND NOT v.deleted WHERE su.user_id = $1)
  ) AS data`;

/** All that is kept about a person, without what opens anything: no password hash, no device's id. */
export async function accountAsJson(userId: string): Promise<unknown> {
  const entry: Entry = { event: "account_exported", actorId: userId };
  const [row] = await statement<{ data: unknown }>("account_export", EXPORT, [userId, entryRows(entry)]);
  tell(entry);
  return row?.data;
}
