import { parseArgs } from "node:util";
import type { Order } from "@/lib/billing/reconcile/reconcile";
import { readArguments } from "../bootstrap/usage.mjs";

export const USAGE = `Usage: npm run stripe:sync -- [--dry-run] [--since [24h | 2026-01-31T00:00:00Z]] [--restart]
  --dry-run        writes nothing; prints what differs as a table and exits 1 if anything does
  --since [WHEN]   only what events tell since WHEN (24h, 7d, an instant), or since the last finished run;
                   everything, where none has finished in 30 days
  --restart        starts over instead of resuming an interrupted run`;

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @throws Error with a sentence that names what is wrong */
export function syncArguments(args: string[], now: Date): Pick<Order, "since" | "dryRun" | "restart"> {
  return readArguments(() => {
    const { values } = parseArgs({
      args: args.map((arg, index) =>
        arg === "--since" && (args[index + 1] ?? "--").startsWith("--") ? "--since=last" : arg,
      ),
      options: { since: { type: "string" }, "dry-run": { type: "boolean" }, restart: { type: "boolean" } },
    });
    const since = values.since === undefined ? {} : { since: sinceOf(values.since, now) };
    return { ...since, dryRun: values["dry-run"] ?? false, restart: values.restart ?? false };
  }, USAGE);
}

function sinceOf(text: string, now: Date): Date | "last" {
  if (text === "last") return "last";
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count && unit) return new Date(now.getTime() - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]);
  // An instant says its own zone, so that it means the same on every machine.
  const instant = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text) ? new Date(text) : new Date(NaN);
  if (Number.isNaN(instant.getTime()))
    throw new Error(`--since ${text}: allowed are 90m, 24h, 7d, or an instant such as 2026-01-31T00:00:00Z`);
  if (instant > now) throw new Error(`--since ${text}: that is in the future`);
  return instant;
}
