import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSettings } from "@/scripts/local/settings";
import { dataDir, root } from "@/scripts/local/paths";
import { runNode } from "@/scripts/processes/run-node";

const PARTS = [
  "app",
  "pages",
  "lib",
  "billing",
  "prisma",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "tsconfig.json",
  "package.json",
];

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
 * Copies the app, to be built beside the product's own build with more in it.
 * @param name of the folder under .data/
 * @param overlay a folder of the checkout whose files are laid over the copy
 * @returns the folder of the copy
 */
export function copyApp(name: string, overlay?: string): string {
  const dir = join(dataDir, name);
  for (const part of PARTS) rmSync(join(dir, part), { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (const part of PARTS.filter((one) => existsSync(join(root, one))))
    cpSync(join(root, part), join(dir, part), { recursive: true });
  if (overlay) cpSync(join(root, overlay), dir, { recursive: true });
  writeFileSync(join(dir, "next.config.mjs"), CONFIG);
  return dir;
}

/** Builds a copy, as it then is. @param script its own, where it has one */
export async function buildCopy(dir: string, script = "scripts/build.mjs"): Promise<void> {
  await runNode("The build", [script, dir], { ...readSettings(), NEXT_TELEMETRY_DISABLED: "1" });
}
