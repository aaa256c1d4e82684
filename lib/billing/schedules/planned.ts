import { METADATA } from "@/lib/stripe/metadata";

/** The phases of the schedule `h` that follow the one that runs, as `p` with its number `n`. */
const LATER = `jsonb_array_elements(h.phases) WITH ORDINALITY p (phase, n)
      WHERE h.current_from IS NOT NULL AND (p.phase->>'from')::timestamptz > h.current_from`;

// A change of ours that is cut off before its second call leaves a schedule that plans nothing and says nothing of us, as
// Stripe makes one from a subscription. It is in the way of every later change, and dropping it changes nothing.
const IS_EMPTY = `h.metadata = '{}' AND h.end_behavior = 'release' AND h.current_from IS NOT NULL
          AND NOT EXISTS (SELECT FROM ${LATER})`;

const ORIGIN = `CASE WHEN h.metadata->>'${METADATA.installationId}' = (SELECT id::text FROM installation) THEN 'ours'
        WHEN h.from_portal THEN 'portal'
        WHEN ${IS_EMPTY} THEN 'empty' ELSE 'other' END`;

const ACTIVE = (subscription: string) => `h.subscription_id = ${subscription} AND h.status = 'active'`;

/** The SQL of the schedule that a subscription follows, as JSON; null without one. @param subscription the SQL of its id */
export const scheduleOf = (subscription: string) => `(
    SELECT json_build_object('id', h.id, 'origin', ${ORIGIN},
      'next_at', (SELECT p.phase->>'from' FROM ${LATER} ORDER BY p.n LIMIT 1))
    FROM subscription_schedule h WHERE ${ACTIVE(subscription)} ORDER BY h.created_at DESC LIMIT 1)`;

/** The SQL of the next phase of what is planned for a subscription: when it begins, and its items. */
export const nextPhaseOf = (subscription: string) => `(
    SELECT (SELECT p.phase FROM ${LATER} ORDER BY p.n LIMIT 1)
    FROM subscription_schedule h WHERE ${ACTIVE(subscription)} ORDER BY h.created_at DESC LIMIT 1)`;
