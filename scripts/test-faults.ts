/** `npm run test:faults`: plants each fault of tests/faults in a copy of the product, and expects its tests to fail. */
import { parseArgs } from "node:util";
import type { Fault } from "@/tests/faults/fault";
import { faults } from "@/tests/faults/list";
import { buildPlanted, placesOf, plant, plantedTexts } from "@/tests/faults/plant";
import { runTests } from "@/tests/faults/run";
import { answerHelp, readArguments } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { runNode } from "./processes/run-node";

const USAGE = `Usage: npm run test:faults -- [--list | --check | --without] [--only ID,ID] [--from N]
  --list          prints the faults with their numbers, and runs nothing
  --check         says whether each fault's text and tests are still there, and runs nothing
  --without       runs the tests with no fault switched on, as a whole run does at its end
  --only ID,ID    runs these faults
  --from N        begins with fault number N, where an earlier run was cut off`;

const AT_ONCE = 2;

type Options = { list?: boolean; check?: boolean; without?: boolean; only?: string; from?: string };

function options(): Options {
  return readArguments(() => {
    const flag = { type: "boolean" } as const;
    const text = { type: "string" } as const;
    const { values } = parseArgs({ options: { list: flag, check: flag, without: flag, only: text, from: text } });
    return values;
  }, USAGE);
}

/** @throws Error for an id or a number that is not in the list */
function chosen({ only, from }: Options): Fault[] {
  const ids = only?.split(",").map((id) => id.trim());
  const unknown = ids?.find((id) => !faults.some((fault) => fault.id === id));
  if (unknown !== undefined) throw new Error(`There is no fault "${unknown}".\n${USAGE}`);
  const first = Number(from ?? 1);
  if (!Number.isInteger(first) || first < 1 || first > faults.length)
    throw new Error(`--from ${from}: a number from 1 to ${faults.length} is needed.\n${USAGE}`);
  return faults.slice(first - 1).filter(({ id }) => !ids || ids.includes(id));
}

/** @returns the exit code */
async function main(): Promise<number> {
  answerHelp(USAGE);
  const wanted = options();
  if (wanted.list) {
    for (const [index, { id, file, tests, why }] of faults.entries())
      console.log(`${String(index + 1).padStart(3)}  ${id}  ${file}\n     ${why}\n     ${tests.join(", ")}`);
    return 0;
  }
  if (wanted.check) {
    const places = placesOf(faults);
    plantedTexts(places);
    const moved = places.filter(({ fault, file }) => fault.file !== file);
    for (const { fault, file } of moved) console.log(`${fault.id}: ${fault.file} is now ${file}`);
    console.log(`${faults.length} faults can be planted.`);
    return 0;
  }
  const all = chosen(wanted);
  await runNode("db:generate", ["scripts/db/generate.mjs"], process.env);
  plant(faults);
  if (all.some(({ tests }) => tests.some((file) => file.startsWith("tests/integration/")))) {
    console.log("Building …");
    await buildPlanted();
  }
  const isWhole = wanted.only === undefined && wanted.from === undefined;
  const survived = wanted.without ? 0 : await runFaults(all);
  const failures = survived + (isWhole || wanted.without ? await runWithout(all) : 0);
  console.log(`${wanted.without ? 0 : all.length - survived} passed, ${failures} failed`);
  return failures > 0 ? 1 : 0;
}

/** @returns how many no test noticed */
async function runFaults(all: Fault[]): Promise<number> {
  let survived = 0;
  const waiting = [...all];
  const work = async () => {
    for (let fault = waiting.shift(); fault; fault = waiting.shift()) if (!(await isNoticed(fault))) survived++;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return survived;
}

async function isNoticed(fault: Fault): Promise<boolean> {
  const { id, tests } = fault;
  const begun = performance.now();
  const { failed, passed, log } = await runTests(id, tests, true);
  const number = faults.indexOf(fault) + 1;
  const [first] = failed;
  if (first) {
    const seconds = Math.round((performance.now() - begun) / 1000);
    console.log(`${number} red: ${id} (${seconds} s) by "${first.test}": ${first.message.slice(0, 160)}`);
    return true;
  }
  console.log(
    passed > 0 ? `${number} survived: ${id}` : `${number} survived: ${id}; its tests did not run, see ${log}`,
  );
  return false;
}

/** A test that fails without a fault, too, proves nothing. @returns how many do */
async function runWithout(all: Fault[]): Promise<number> {
  const files = [...new Set(all.flatMap(({ tests }) => tests))];
  let failures = 0;
  // Vitest runs no projects together that differ in how many workers they take.
  for (const suite of new Set(files.map(suiteOf))) {
    const here = files.filter((file) => suiteOf(file) === suite);
    const { failed, passed, log } = await runTests(`without-${suite}`, here, false);
    for (const { test, message } of failed) console.log(`fails without a fault: "${test}": ${message.slice(0, 160)}`);
    console.log(
      passed > 0 ? `${suite} without a fault: ${passed} passed` : `${suite}: its tests did not run, see ${log}`,
    );
    failures += passed > 0 ? failed.length : 1;
  }
  return failures;
}

/** `unit`, `integration` or `local-stripe`. */
const suiteOf = (file: string): string => file.split("/").find((part) => part !== "tests") ?? "";

process.exitCode = await main().catch(failPlainly);
