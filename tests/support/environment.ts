import { join } from "node:path";
import { dataDir } from "@/scripts/local/paths";

/** What a program needs of the machine, and nothing that changes how ours behave. */
export function bareEnvironment(): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "LANG", "TZ"];
  return {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    // Next.js takes .env files as read already: a developer's .env.local has no say in tests.
    __NEXT_PROCESSED_ENV: "true",
    NEXT_TELEMETRY_DISABLED: "1",
    // The same programs start many times; what V8 made of them is kept.
    NODE_COMPILE_CACHE: join(dataDir, "compile-cache"),
  };
}

/** Lets this process use what an app uses, so that a test can call the rules themselves. */
export function useSettings({ env }: { env: Record<string, string | undefined> }): void {
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}
