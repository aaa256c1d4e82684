import { join } from "node:path";
import { dataDir } from "./paths";
import { type Child, startChild, whenReady } from "../processes/child";
import { type Settings } from "./settings";

export const localStripeDir = join(dataDir, "local-stripe");

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
