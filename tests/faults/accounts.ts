import type { Fault } from "./fault";

const SESSIONS = ["tests/integration/account/sessions.test.ts"];
const RESET = ["tests/integration/account/reset.test.ts"];
const DELETION = ["tests/integration/account/deletion.test.ts"];

/** Sessions, passwords, and the end of an account. */
export const accounts: Fault[] = [
  {
    id: "ended-session-open",
    file: "lib/claim.ts",
    before: "ended_at IS NULL",
    after: "TRUE",
    kind: "template",
    tests: SESSIONS,
    why: "A session that was ended is nothing any more.",
  },
  {
    id: "idle-session-open",
    file: "lib/claim.ts",
    before: "last_seen_at > $4",
    after: "$4::timestamptz IS NOT NULL",
    kind: "template",
    tests: SESSIONS,
    why: "A session that nobody uses ends.",
  },
  {
    id: "session-of-another",
    file: "lib/claim.ts",
    before: "user_id = $1",
    after: "$1::uuid IS NOT NULL",
    kind: "template",
    tests: SESSIONS,
    why: "A session is open for its own user alone.",
  },
  {
    id: "stolen-device-stays-known",
    file: "lib/auth/sessions.ts",
    before: "ended_at = COALESCE(ended_at, $3), device_id = NULL",
    after: "ended_at = COALESCE(ended_at, $3)",
    kind: "template",
    tests: SESSIONS,
    why: "A device that is signed out from elsewhere has no more tries than any other.",
  },
  {
    id: "reset-link-works-twice",
    file: "lib/auth/reset.ts",
    before: "SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND",
    after: "SET used_at = NULL WHERE id = $1 AND used_at IS NULL AND",
    kind: "template",
    tests: RESET,
    why: "A link sets a password once.",
  },
  {
    id: "reset-link-to-address-of-before",
    file: "lib/auth/reset-link.ts",
    before: "u.email = l.email",
    after: "TRUE",
    kind: "template",
    tests: RESET,
    why: "A link that was sent to an address the person no longer has opens nothing.",
  },
  {
    id: "sessions-outlive-reset",
    file: "lib/auth/reset.ts",
    before: '"$2"',
    after: '"s.ended_at"',
    tests: RESET,
    why: "A new password signs out who used the old one.",
  },
  {
    id: "deleted-while-paying",
    file: "lib/billing/account/deletion.ts",
    before: "plans.length > 0",
    after: "false",
    tests: DELETION,
    why: "Nobody goes on paying without an account.",
  },
  {
    id: "checkout-outlives-account",
    file: "lib/billing/account/deletion.ts",
    before: "endCheckouts(user.id)",
    after: "null",
    tests: DELETION,
    why: "What could still be paid is ended before its buyer is gone.",
  },
];
