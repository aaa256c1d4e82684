import Stripe from "stripe";
import { lastLines, type Child } from "../processes/child";
import { runNode } from "../processes/run-node";
import { type Settings } from "./settings";
import { until } from "../processes/until";

export const WEBHOOK_PATH = "/api/subscriptions/webhook/";

/** Brings local Stripe to what the app needs, by the command that does it for a real account; secrets go into `file`. */
export async function setUpStripe(
  settings: Settings,
  appUrl: string,
  file: string,
  program = ["--import", "tsx", "scripts/setup.ts"],
): Promise<void> {
  const webhookUrl = `${appUrl}${WEBHOOK_PATH}`;
  const args = [...program, "--webhook-url", webhookUrl, "--write-env", file];
  await runNode("npm run stripe:setup", args, settings);
}

/** When the app gets another port, local Stripe must not keep delivering to another server at the old one. */
export async function forgetOtherPorts(settings: Settings, appUrl: string): Promise<void> {
  const { hostname, port } = new URL(settings.STRIPE_API_BASE ?? "");
  const stripe = new Stripe(settings.STRIPE_API_SECRET ?? "", {
    host: hostname,
    port,
    protocol: "http",
    telemetry: false,
  });
  for await (const endpoint of stripe.webhookEndpoints.list({ limit: 100 })) {
    const { origin, pathname, hostname: target } = new URL(endpoint.url);
    if (target === "127.0.0.1" && pathname === WEBHOOK_PATH && origin !== appUrl)
      await stripe.webhookEndpoints.del(endpoint.id);
  }
}

/** Makes the demo user, and answers the id. */
export async function seedDemoUser(settings: Settings): Promise<string> {
  const said = await runNode("Creating the demo user", ["--import", "tsx", "scripts/seed-demo.ts"], settings);
  return /^id (\S+)$/m.exec(said)?.[1] ?? "";
}

/** Waits until the app and its database answer. The first answer of a development server takes its time. */
export async function answersHealth(url: string, app: Child): Promise<void> {
  const healthy = async (): Promise<boolean> => {
    const answer = await fetch(`${url}/api/health/`, { signal: AbortSignal.timeout(60_000) });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return true;
  };
  await until(`${url}/api/health/ to answer`, healthy, { timeoutMs: 180_000, intervalMs: 100 }).catch(
    (error: Error) => {
      throw new Error(`${error.message}\n${lastLines(app)}`, { cause: error.cause });
    },
  );
}
