import { lastLines, type Part } from "./part";
import { runNode } from "./run";
import { type Settings } from "./settings";
import { until } from "./until";

/** Brings Stripe, local here, to what the app needs; its secrets go into `file`. The same command as for a real account. */
export async function setUpStripe(settings: Settings, appUrl: string, file: string): Promise<void> {
  const webhookUrl = `${appUrl}/api/subscriptions/webhook/`;
  const args = ["--import", "tsx", "scripts/setup.ts", "--webhook-url", webhookUrl, "--write-env", file];
  await runNode("npm run stripe:setup", args, settings);
}

export async function seedDemoUser(settings: Settings): Promise<void> {
  await runNode("Creating the demo user", ["--import", "tsx", "scripts/seed-demo.ts"], settings);
}

/** Waits until the app and its database answer. The first answer of a development server takes its time. */
export async function answersHealth(url: string, app: Part): Promise<void> {
  const healthy = async (): Promise<boolean> => {
    const answer = await fetch(`${url}/api/health/`, { signal: AbortSignal.timeout(60_000) });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return true;
  };
  await until(`${url}/api/health/ to answer`, healthy, { timeoutMs: 180_000, intervalMs: 100 }).catch((error: Error) => {
    throw new Error(`${error.message}\n${lastLines(app)}`, { cause: error.cause });
  });
}
