// `npm run shapes`, after each new version of the `stripe` package: what its types say of the resources in scope.
// With `--check` it writes nothing, and fails where what is there differs.
import { readFileSync, writeFileSync } from "node:fs";
import Stripe from "stripe";
import { allCalls } from "./sdk/answers.ts";
import { allExpandable } from "./sdk/expandable.ts";
import { allEventTypes } from "./sdk/event-types.ts";
import { here } from "./sdk/program.ts";
import { allShapes } from "./sdk/shapes.ts";

const rows = (table: Record<string, unknown>): string =>
  `{\n${Object.entries(table)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(",\n")}\n}\n`;

const shapes = allShapes();
const calls = allCalls();
const files = {
  "../../tests/shapes/shapes.json": rows(shapes),
  "../../src/http/sdk/expandable.json": rows(allExpandable(shapes)),
  "../../src/http/sdk/answers.json": rows(
    Object.fromEntries(calls.filter(({ deletes }) => !deletes).map(({ call, answer }) => [call, answer])),
  ),
  "../../src/events/types.json": `${JSON.stringify(allEventTypes(), null, 2)}\n`,
  "../../reference/calls.json": rows(
    Object.fromEntries(calls.map(({ call, answer, params }) => [call, { answer, params }])),
  ),
  // By this a test sees that the files are of another version than the package
  "../../src/http/sdk/made-from.json": rows({ stripe: Stripe.PACKAGE_VERSION }),
};

const old = Object.entries(files).filter(([path, text]) => {
  if (!process.argv.includes("--check")) writeFileSync(here(path), text);
  return readFileSync(here(path), "utf8") !== text;
});
if (old.length > 0) {
  console.error(`Not current: ${old.map(([path]) => path.replace("../../", "")).join(", ")}. Run \`npm run shapes\`.`);
  process.exitCode = 1;
}
