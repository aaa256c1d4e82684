import type { Fault } from "./fault";

/** What people choose for themselves: language, and the ways to sign in. */
export const choices: Fault[] = [
  {
    id: "both-ways-in-unlinked-at-once",
    file: "lib/auth/linked-providers.ts",
    before: "provider = ANY ($6::text[]) FOR UPDATE",
    after: "provider = ANY ($6::text[])",
    kind: "template",
    tests: ["tests/integration/account/linked-providers.test.ts"],
    why: "Of two ways in that are unlinked at the same moment, one stays.",
  },
  {
    id: "password-without-address-is-a-way-in",
    file: "lib/auth/linked-providers.ts",
    before: "(SELECT email FROM holder) IS NOT NULL",
    after: "true",
    kind: "template",
    tests: ["tests/integration/account/linked-providers.test.ts"],
    why: "Nobody loses the last way in that works.",
  },
  {
    id: "unlinked-session-goes-on",
    file: "lib/auth/linked-providers.ts",
    before: '"s.method = $5"',
    after: '"false"',
    tests: ["tests/integration/account/linked-providers.test.ts"],
    why: "Sessions that began at a provider end when it is unlinked.",
  },
  {
    id: "visit-links-to-whoever-comes-back",
    file: "lib/auth/linking.ts",
    before: "present?.sessionId !== by.sessionId || present.userId !== by.userId",
    after: "present === null",
    tests: ["tests/integration/account/linking.test.ts"],
    why: "An account is linked to the session that began it, and to no other.",
  },
  {
    id: "any-visit-links",
    file: "lib/auth/linking.ts",
    before: "said.state !== state",
    within: "state === null || said.state !== state || said.provider !== provider",
    after: "false",
    tests: ["tests/integration/account/linking.test.ts"],
    why: "A visit that was to sign in links nothing.",
  },
  {
    id: "checkout-chooses-the-language",
    file: "lib/mail/language.ts",
    before: "${user}.chosen_language, ${user}.language",
    after: "${user}.language, ${user}.chosen_language",
    kind: "template",
    tests: ["tests/integration/mail/causes.test.ts"],
    why: "The language that a person chose counts more than that of a checkout.",
  },
];
