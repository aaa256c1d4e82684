/** `npm run build`: builds the app into a folder that runs without node_modules beside it. Takes Next's options. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { writeBrandCss } from "./standalone/brand-css.mjs";
import { completeStandalone } from "./standalone/complete.mjs";

const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
const args = process.argv.slice(2);
// Tests build copies of the app.
const dir = resolve(args[0] && !args[0].startsWith("-") ? args[0] : ".");

await writeBrandCss();
const { status } = spawnSync(process.execPath, [next, "build", ...args], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
await completeStandalone(dir);
