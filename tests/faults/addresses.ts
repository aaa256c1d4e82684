import type { Fault } from "./fault";

const SEVERAL = ["tests/integration/account/addresses-of-several.test.ts"];
const RACES = ["tests/integration/account/address-races.test.ts"];
const WITHOUT_MAIL = ["tests/integration/account/addresses-without-mail.test.ts"];

/** Whose an address is, while nobody or somebody has confirmed it. */
export const addresses: Fault[] = [
  {
    id: "bound-keeps-holder-out",
    file: "lib/auth/sign-up/sign-up-by-mail.ts",
    before: "isFull && { email: null }",
    after: "false && { email: null }",
    tests: SEVERAL,
    why: "However many strangers typed an address, its holder signs up and gets it by confirming it.",
  },
  {
    id: "sign-up-compares-too-early",
    file: "lib/auth/sign-up/sign-up-by-mail.ts",
    before: "holders.some(({ id }) => !compared.has(id))",
    after: "false",
    tests: RACES,
    why: "A sign-up that is sent twice makes one account.",
  },
  {
    id: "provider-opens-typed-account",
    file: "lib/auth/providers/accounts.ts",
    before: "holder?.isConfirmed",
    after: "holder",
    tests: RACES,
    why: "A provider's account is linked to who has confirmed the address, and to nobody else.",
  },
  {
    id: "payer-loses-address-untold",
    file: "lib/auth/providers/accounts.ts",
    before: "await isPayersStill(tx, email)",
    after: "false",
    tests: RACES,
    why: "Who pays is told before somebody else gets the address.",
  },
  {
    id: "payer-told-of-themselves",
    file: "lib/auth/addresses/contested.ts",
    before: "a.user_id IS DISTINCT FROM u.id",
    after: "TRUE",
    kind: "template",
    tests: SEVERAL,
    why: "Nobody is told that they want their own address.",
  },
  {
    id: "addresses-not-locked",
    file: "lib/auth/addresses/address-lock.ts",
    before: "given",
    within: '"SELECT lock_addresses($1::text[])", given',
    after: "[]",
    tests: RACES,
    why: "Of two who get an address at the same moment one has it, and neither waits for the other.",
  },
  {
    id: "address-shared-without-mail",
    file: "lib/auth/sign-up/sign-up.ts",
    before: "sendsMail()",
    within: "sendsMail() ? signUpByMail(",
    after: "true",
    tests: WITHOUT_MAIL,
    why: "Without mail an address is one account's, because nobody could prove it.",
  },
  {
    id: "way-in-outlives-proof",
    file: "lib/auth/links/reset.ts",
    before: "h.email_verified IS NULL",
    after: "FALSE",
    kind: "template",
    tests: SEVERAL,
    why: "Who gets an account by mail shares it with nobody who had it before.",
  },
  {
    id: "guess-on-device-of-another",
    file: "lib/auth/sessions.ts",
    before: "bool_and",
    after: "bool_or",
    kind: "template",
    tests: SEVERAL,
    why: "An account that names somebody else's address is no way to guess their password.",
  },
];
