import type { Fault } from "./fault";

/** Mail: written with its cause, sent once, and nothing in it that opens more than it should. */
export const mail: Fault[] = [
  {
    id: "mail-twice-per-cause",
    file: "lib/mail/queue.ts",
    before: "ON CONFLICT (key) DO NOTHING",
    kind: "template",
    after: "ON CONFLICT (id) DO NOTHING",
    tests: ["tests/integration/mail/outbox.test.ts"],
    why: "A cause makes its mail once.",
  },
  {
    id: "mail-for-two-senders",
    file: "lib/lease.ts",
    before: '"r.sent_at IS NULL AND r.dropped_at IS NULL AND r.failed_at IS NULL AND r.next_attempt_at <= $3"',
    after: '"r.next_attempt_at <= $3"',
    tests: ["tests/integration/mail/outbox.test.ts"],
    why: "What one instance has sent, another one that read it before doesn't send again.",
  },
  {
    id: "mail-of-a-server-that-is-down",
    file: "lib/mail/deliver.ts",
    before: 'outcome === "server"',
    within: 'if (outcome === "server") serverAnswers = false;',
    after: "false",
    tests: ["tests/integration/mail/outbox.test.ts"],
    why: "A mail server that is down is not asked for every mail that waits.",
  },
  {
    id: "mail-refused-for-good",
    file: "lib/mail/smtp.ts",
    before: "!REFUSES_US.test(response ?? String(responseCode))",
    after: "true",
    tests: ["tests/integration/mail/outbox.test.ts"],
    why: "A server that doesn't let us send loses no mail: it is tried again.",
  },
  {
    id: "mail-of-a-revoked-invitation",
    file: "lib/workspaces/invitation-link.ts",
    before: "open?.hash !== hashOf(token)",
    after: "false",
    tests: ["tests/integration/mail/causes.test.ts"],
    why: "A link that no longer works is not sent.",
  },
  {
    id: "mail-begun-while-ending",
    file: "lib/mail/sender.ts",
    before: "!state.draining && performance.now() < endsAt",
    after: "performance.now() < endsAt",
    tests: ["tests/integration/mail/outbox.test.ts"],
    why: "An instance that ends begins no mail.",
  },
  {
    id: "mail-links-of-strangers",
    file: "lib/mail/content.ts",
    before: 'short.replaceAll(/[.:@/](?=\\S)/g, "$&\\u2060")',
    after: "short",
    tests: ["tests/unit/mail/templates.test.ts"],
    why: "Nobody gets their own link into a mail in our name.",
  },
];
