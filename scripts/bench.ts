/** `npm run bench`: how fast we are, part by part, always beside something to compare with in the same run. */
import { rmSync } from "node:fs";
import type { Bench } from "@/tests/bench/bench";
import { buildForBench } from "@/tests/bench/build";
import { measureEntitlements } from "@/tests/bench/entitlements";
import { measureEndpoints } from "@/tests/bench/endpoints";
import { measurePages } from "@/tests/bench/pages";
import { measureScale } from "@/tests/bench/scale";
import { measureSync } from "@/tests/bench/sync";
import { measureWebhooks } from "@/tests/bench/webhooks";
import { startTestPostgres } from "@/tests/support/postgres";
import { failPlainly } from "./cli/fail";

const PARTS: Record<string, (bench: Bench) => Promise<void>> = {
  endpoints: measureEndpoints,
  entitlements: measureEntitlements,
  pages: measurePages,
  webhooks: measureWebhooks,
  sync: measureSync,
  scale: measureScale,
};

await bench(process.argv.slice(2)).catch(failPlainly);

async function bench(wanted: string[]): Promise<void> {
  const unknown = wanted.find((name) => !(name in PARTS));
  if (unknown) throw new Error(`The bench has no part "${unknown}". It has: ${Object.keys(PARTS).join(", ")}.`);
  const { templateUrl, stop } = await startTestPostgres();
  let built: Promise<string> | undefined;
  try {
    for (const [name, measure] of Object.entries(PARTS)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      await measure({ postgres: { templateUrl }, build: () => (built ??= build()) });
    }
  } finally {
    await stop();
    if (built) rmSync(await built, { recursive: true, force: true });
  }
}

function build(): Promise<string> {
  console.log("Building …");
  return buildForBench();
}
