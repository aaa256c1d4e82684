import type { Fault } from "./fault";

/** Arguments of the commands. */
export const scripts: Fault[] = [
  {
    id: "override-in-the-past",
    file: "scripts/cli/day-or-instant.ts",
    before: "end <= now",
    after: "false",
    tests: ["tests/unit/scripts/entitlement-arguments.test.ts"],
    why: "An override is not granted until a day that is over.",
  },
  {
    id: "day-ends-as-it-begins",
    file: "scripts/cli/day-or-instant.ts",
    before: "at.getTime() + 86_399_000",
    after: "at.getTime()",
    tests: ["tests/unit/scripts/entitlement-arguments.test.ts"],
    why: "A day counts to its end.",
  },
  {
    id: "sync-since-the-future",
    file: "scripts/cli/sync-arguments.ts",
    before: "instant > now",
    after: "false",
    tests: ["tests/unit/scripts/sync-arguments.test.ts"],
    why: "A run since an instant in the future is refused.",
  },
  {
    id: "webhook-to-private-address",
    file: "scripts/cli/webhook-address.ts",
    before: 'protocol === "https:" && !isHere(hostname) && hostname.includes(".")',
    after: 'protocol === "https:"',
    tests: ["tests/unit/scripts/webhook-address.test.ts"],
    why: "Stripe does not deliver to an address of this machine or network.",
  },
  {
    id: "open-to-the-network",
    file: "scripts/local/host.ts",
    before: "{ host: LOOPBACK, reachedAt: LOOPBACK, open: false }",
    after: '{ host: "0.0.0.0", reachedAt: LOOPBACK, open: false }',
    tests: ["tests/unit/scripts/host.test.ts"],
    why: "Nobody else in the network signs in as the demo user unless that is asked for.",
  },
];
