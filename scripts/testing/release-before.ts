/**
 * Runs the integration tests of the last release, with its own packages and its own build, on a database with today's
 * migrations. For `npm run test:nightly`. Arguments are files of that release, of which only these run then.
 */
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bareEnvironment } from "@/tests/support/environment";
import { buildRelease, lastTag } from "@/tests/support/release-before";
import { LEFT_OUT, reasonOf } from "@/tests/support/release-0.1.0-known";
import { failPlainly } from "../cli/fail";
import { root } from "../local/paths";
import { runTimed } from "./command.mjs";

const only = process.argv.slice(2);

type Report = {
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
};

/** The release as it was, but for its migrations. The copy shares its files with the original. */
async function withOurMigrations(tag: string): Promise<string> {
  const built = buildRelease(tag);
  const dir = `${built}-migrated`;
  rmSync(dir, { recursive: true, force: true });
  if ((await runTimed(["cp", "-al", built, dir])).code !== 0) throw new Error(`${built} could not be copied.`);
  rmSync(join(dir, "prisma/migrations"), { recursive: true });
  cpSync(join(root, "prisma/migrations"), join(dir, "prisma/migrations"), { recursive: true });
  return dir;
}

async function main(): Promise<number> {
  const tag = lastTag();
  const dir = await withOurMigrations(tag);
  const report = join(dir, ".data/report.json");
  mkdirSync(join(dir, ".data"), { recursive: true });
  const out = LEFT_OUT.flatMap((name) => ["--exclude", `**/integration/${name}.test.ts`]);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${report}`];
  const vitest = ["npx", "--no-install", "vitest", "run", "--project", "integration", ...out, ...reporters, ...only];
  const env = { ...(bareEnvironment() as NodeJS.ProcessEnv), CONVERGENCE_RUNS: process.env.CONVERGENCE_RUNS ?? "25" };
  await runTimed(["sh", "-c", `cd "$1" && shift && exec "$@"`, "sh", dir, ...vitest], { env });

  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  let [passed, known] = [0, 0];
  const failed: string[] = [];
  for (const { name, message, assertionResults } of testResults) {
    const file = name.split("/tests/integration/").at(-1) ?? name;
    if (assertionResults.length === 0) failed.push(`${file}: ${message}`);
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status === "passed") passed++;
      if (status !== "failed") continue;
      if (reasonOf(tag, file, fullName)) known++;
      else failed.push(`${file}: ${fullName}: ${failureMessages[0]?.split("\n")[0] ?? ""}`);
    }
  }
  console.log([`\n${tag} on today's schema:`, ...failed].join("\n  "));
  console.log(
    `${passed} passed, ${failed.length} failed, ${known} failed as tests/support/release-0.1.0-known.ts says`,
  );
  return failed.length === 0 && passed > 0 ? 0 : 1;
}

process.exitCode = await main().catch(failPlainly);
