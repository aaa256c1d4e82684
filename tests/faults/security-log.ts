import type { Fault } from "./fault";

const RULES = ["tests/integration/security-log/rules.test.ts"];
const EVENTS = ["tests/integration/security-log/events.test.ts"];

/** What the security log keeps, and who reads it. */
export const securityLog: Fault[] = [
  {
    id: "failure-counted-apart",
    file: "lib/security-log/failures.ts",
    before: "to_char($2::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
    after: "gen_random_uuid()",
    kind: "template",
    tests: RULES,
    why: "A stranger can't fill somebody's log with failed sign-ins.",
  },
  {
    id: "place-of-others-shown",
    file: "lib/security-log/sql.ts",
    before: "`CASE WHEN ${IS_OWN(row, userId)} THEN ${row}.network_address END`",
    after: "`${row}.network_address`",
    tests: RULES,
    why: "A person doesn't see where others were.",
  },
  {
    id: "log-for-admins",
    file: "lib/workspaces/members.ts",
    before: 'membership.role !== "owner"',
    after: 'membership.role === "member"',
    tests: RULES,
    why: "Only owners read a workspace's log.",
  },
  {
    id: "place-of-deleted-kept",
    file: "lib/security-log/forget.ts",
    before: "network_address = CASE WHEN actor_id <> $1::uuid THEN network_address END",
    after: "network_address = network_address",
    kind: "template",
    tests: RULES,
    why: "No log says where a deleted person was.",
  },
  {
    id: "entry-without-cause",
    file: "lib/billing/hand-over/consent.ts",
    before: '"given"',
    within: 'givenEntriesIf("$6", "given")',
    after: '"subscription"',
    tests: EVENTS,
    why: "What changes nothing isn't in the log.",
  },
  {
    id: "operator-named",
    file: "lib/security-log/entry.ts",
    before: "isOperators(event) ? null : actorId",
    within: "actor_id: isOperators(event) ? null : actorId,",
    after: "actorId",
    tests: EVENTS,
    why: "To the people concerned an operator has no id.",
  },
  {
    id: "log-kept-forever",
    file: "lib/security-log/forget.ts",
    before: "-env().SECURITY_LOG_DAYS * A_DAY_SECONDS",
    after: "-2 * env().SECURITY_LOG_DAYS * A_DAY_SECONDS",
    tests: RULES,
    why: "Entries go after SECURITY_LOG_DAYS.",
  },
];
