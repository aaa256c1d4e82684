import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { readSettings } from "@/scripts/parts/settings";
import { dataDir, root } from "@/scripts/parts/paths";
import { runNode } from "@/scripts/parts/run";

const PARTS = ["app", "pages", "lib", "prisma", "public", "proxy.ts", "instrumentation.ts", "tsconfig.json", "package.json"];

// The copy lies within the checkout, whose node_modules it uses.
const CONFIG = `import config from "../../next.config.mjs";
export default (phase) => ({
  ...config(phase),
  turbopack: { root: ${JSON.stringify(root)} },
  outputFileTracingRoot: ${JSON.stringify(root)},
  typescript: { ignoreBuildErrors: true },
});
`;

/**
 * Builds the app once more, beside the product's own build, with a bare handler and an empty page in it, so that both
 * run in the very server that they are the measure of.
 * @returns the folder of the build
 */
export async function buildForBench(): Promise<string> {
  const dir = join(dataDir, "bench");
  for (const part of PARTS) rmSync(join(dir, part), { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (const part of PARTS.filter((one) => existsSync(join(root, one)))) cpSync(join(root, part), join(dir, part), { recursive: true });
  cpSync(join(root, "tests/bench/overlay"), dir, { recursive: true });
  writeFileSync(join(dir, "next.config.mjs"), CONFIG);
  const cli = createRequire(import.meta.url).resolve("next/dist/bin/next");
  await runNode("next build", [cli, "build", dir], { ...readSettings(), NEXT_TELEMETRY_DISABLED: "1" });
  return dir;
}
