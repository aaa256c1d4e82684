import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { root } from "./paths";

export type Settings = Record<string, string | undefined>;

/** The environment over .env.local over .env, as Next.js reads them; an empty value counts as absent. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const settings: Settings = {};
  for (const name of [".env", ".env.local"]) {
    const path = join(root, name);
    if (existsSync(path)) Object.assign(settings, parseEnv(readFileSync(path, "utf8")));
  }
  for (const [name, value] of Object.entries(environment)) if (value) settings[name] = value;
  return settings;
}
