/** `npm run types`: checks the types of everything, tests and scripts included. */
import { fileURLToPath } from "node:url";
import { takeNoArguments } from "./bootstrap/usage.mjs";
import { runTimed } from "./testing/command.mjs";
import { checkTypes } from "./testing/types.mjs";

takeNoArguments("types", "checks the types of everything, tests and scripts included");
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/** Types of the database client and of the routes, which are generated. */
const GENERATE = [
  [process.execPath, "scripts/db/generate.mjs"],
  ["npx", "--no-install", "next", "typegen"],
];
for (const command of GENERATE) {
  const { code } = await runTimed(command);
  if (code !== 0) process.exit(code);
}
const codes = await Promise.all([checkTypes("product"), checkTypes("local-stripe")]);
process.exitCode = Math.max(...codes);
