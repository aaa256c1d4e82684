import { join, relative } from "node:path";
import { lockHolder, tryLock } from "../processes/lock-file";
import { freePort, portTaken } from "../processes/ports";
import { dataDir, root } from "./paths";
import { type Child, startChild, whenReady } from "../processes/child";
import { type Settings } from "./settings";

export const localStripeDir = join(dataDir, "local-stripe");

/** Held by the process whose local Stripe keeps its data in that folder: only one server may write there. */
export const lockOf = (dir: string): string => `${dir}.lock`;

export interface LocalStripe {
  url: string;
  child: Child;
}

/** Starts local Stripe and waits for the line with which it says where it listens. Port 0 takes any free one. */
export async function startLocalStripe(
  port: number,
  dir: string,
  env: Settings,
  more: string[] = [],
): Promise<LocalStripe> {
  const child = startChild("Local Stripe", [...localStripeCommand(port, dir), ...more], env);
  const listening = new Promise<string>((resolve) => {
    child.onLine((line) => {
      const url = /is listening on (http:\/\/\S+)/.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
  return { url: await whenReady(child, listening), child };
}

export function localStripeCommand(port: number, dir: string): string[] {
  return ["local-stripe/bin/local-stripe.mjs", "--port", String(port), "--host", "127.0.0.1", "--data-dir", dir];
}

/**
 * Where a local Stripe of its own runs beside others: on the wanted port, or the next free one, with the data that
 * quickstart keeps, or with data of its own while another local Stripe uses those.
 */
export async function besideOthers(
  wanted: number,
  dir: string,
): Promise<{ port: number; dir: string; said: string[] }> {
  const said: string[] = [];
  const port = await freePort(wanted, (chosen) =>
    said.push(portTaken(wanted, "local Stripe", chosen, "LOCAL_STRIPE_PORT")),
  );
  if (tryLock(lockOf(dir))) return { port, dir, said };
  const own = `${dir}-${port}`;
  said.push(
    `Process ${lockHolder(lockOf(dir))} uses the data in ${shown(dir)}; this one keeps its own in ${shown(own)}.`,
  );
  return { port, dir: own, said };
}

const shown = (dir: string): string => relative(root, dir);
