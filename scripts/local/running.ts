import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockHolder } from "../processes/lock-file";
import { dataDir } from "./paths";

/** Held by the `quickstart`, `dev` or `preview` of this checkout: Next.js runs one development server per folder. */
export const sessionLock = join(dataDir, "session.lock");

const path = join(dataDir, "session.json");

export interface Addresses {
  app: string;
  /** Null when the app talks to Stripe itself. */
  localStripe: string | null;
  /** The mailbox of local mail; null when the app sends mail itself. */
  mail: string | null;
  database: string;
  /** Where others in the network reach the app, if `HOST` lets them. */
  open?: string;
}

/** Remembers where the parts of this checkout answer, for another `quickstart` that finds them running. */
export function rememberAddresses(addresses: Addresses): void {
  writeFileSync(path, JSON.stringify(addresses), { mode: 0o600 });
}

export function forgetAddresses(): void {
  rmSync(path, { force: true });
}

/** Where the running parts answer; null while they are starting or when they do not run. */
export function runningAddresses(): Addresses | null {
  if (lockHolder(sessionLock) === null) return null;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Addresses;
  } catch {
    return null;
  }
}
