/** `npm run bench`: how fast we are, part by part, always beside something to compare with in the same run. */
import { rmSync } from "node:fs";
import type { Bench } from "@/tests/bench/bench";
import { buildForBench } from "@/tests/bench/build";
import { measureEntitlements } from "@/tests/bench/entitlements";
import { measureEndpoints } from "@/tests/bench/endpoints";
import { measureLarge } from "@/tests/bench/large";
import { describeOtherLoad, readCpuTimes, sampleOtherLoad, shares } from "@/tests/bench/other-load";
import { measurePages } from "@/tests/bench/pages";
import { DURABLE, startBenchPostgres } from "@/tests/bench/postgres";
import { Report } from "@/tests/bench/report";
import { measureScale } from "@/tests/bench/scale";
import { measureSync } from "@/tests/bench/sync";
import { measureWebhooks } from "@/tests/bench/webhooks";
import { answerHelp } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";

const PARTS: Record<string, (bench: Bench) => Promise<void>> = {
  endpoints: measureEndpoints,
  entitlements: measureEntitlements,
  pages: measurePages,
  large: measureLarge,
  webhooks: measureWebhooks,
  sync: measureSync,
  scale: measureScale,
};

answerHelp(`Usage: npm run bench -- [PART …]
  PART   ${Object.keys(PARTS).join(", ")}; without one, all of them`);
await bench(process.argv.slice(2)).catch(failPlainly);

async function bench(wanted: string[]): Promise<void> {
  const unknown = wanted.find((name) => !(name in PARTS));
  if (unknown) throw new Error(`The bench has no part "${unknown}". It has: ${Object.keys(PARTS).join(", ")}.`);
  const start = await sampleOtherLoad();
  const before = readCpuTimes();
  const report = new Report();
  await measureParts(
    Object.entries(PARTS).flatMap(([name, measure]) => (wanted.length === 0 || wanted.includes(name) ? measure : [])),
    report,
  );
  const { stolen } = shares(before, readCpuTimes());
  const load = describeOtherLoad({ start, end: await sampleOtherLoad(), stolen });
  console.log(`\n${load ? `${load}\n` : ""}${report.conclusion()}`);
}

async function measureParts(parts: ((bench: Bench) => Promise<void>)[], report: Report): Promise<void> {
  const postgres = await startBenchPostgres();
  console.log(`Node ${process.version}, PostgreSQL ${postgres.version}, durable (${DURABLE.join(", ")} are on)`);
  let built: Promise<string> | undefined;
  try {
    for (const measure of parts) await measure({ postgres, build: () => (built ??= build()), report });
  } finally {
    await postgres.stop();
    if (built) rmSync(await built, { recursive: true, force: true });
  }
}

function build(): Promise<string> {
  console.log("Building …");
  return buildForBench();
}
