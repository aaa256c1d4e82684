/**
 * The SQL of whether a checkout of ours made the subscription `s`, so that it is ours to change. One that somebody made
 * in Stripe's Dashboard is theirs, although it may grant.
 */
export const MADE_HERE = `EXISTS (SELECT FROM checkout_session h
      WHERE h.workspace_id = s.workspace_id AND h.state = 'complete' AND h.subscription_id = s.id)`;
