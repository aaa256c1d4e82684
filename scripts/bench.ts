/** `npm run bench`: how fast the parts are that everybody waits for, as ratios to the least that Next can do, in one run. */
import { rmSync } from "node:fs";
import { buildForBench } from "@/tests/bench/build";
import { measureFeatureCheck } from "@/tests/bench/features";
import { scriptBytes } from "@/tests/bench/javascript";
import { loadInTurns, type Load } from "@/tests/bench/load";
import { deliveries } from "@/tests/bench/webhooks";
import { startApp, type TestApp } from "@/tests/support/app";
import { priceOf, subscribe } from "@/tests/support/billing";
import { startTestPostgres } from "@/tests/support/postgres";
import { failPlainly } from "./parts/fail";

await bench().catch(failPlainly);

async function bench(): Promise<void> {
  console.log("Building …");
  const dir = await buildForBench();
  const { templateUrl, stop } = await startTestPostgres();
  const app = await startApp({ postgres: { templateUrl }, dir });
  try {
    await measure(app);
  } finally {
    await app.stop();
    await stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measure(app: TestApp): Promise<void> {
  const client = await app.signUp();
  const price = await priceOf(app, "pro_month");
  await subscribe(app, client, price);
  // Somebody else has the subscriptions that the webhooks tell of; nobody has thousands.
  const { subscriptionId } = await subscribe(app, await app.signUp(), price);
  const subscription = await app.stripe.subscriptions.retrieve(subscriptionId);
  const cookie = client.cookieHeader();
  const products = `${app.url}/api/subscriptions/subscribable-product/`;

  const [bare, ...endpoints] = await loadInTurns([
    { name: "bare handler", url: `${app.url}/api/bare` },
    { name: "subscribable-product/, anonymous", url: products },
    { name: "subscribable-product/, signed in", url: products, headers: { cookie } },
    { name: "webhook/", url: `${app.url}/api/subscriptions/webhook/`, next: await deliveries(app, subscription) },
  ]);
  const [plain, ...pages] = await loadInTurns([
    { name: "static page, as long", url: `${app.url}/api/plain` },
    { name: "static page, through proxy.ts", url: `${app.url}/plain` },
    { name: "/pricing", url: `${app.url}/pricing` },
  ]);
  print("", ["requests/s", "p50 ms", "p99 ms", "ratio", "failed"]);
  for (const [measure, results] of [[bare, endpoints], [plain, pages]] as const) {
    if (measure) for (const result of [measure, ...results]) row(result, (result.perSecond / measure.perSecond).toFixed(2));
  }
  row(await measureFeatureCheck(app.database.url), "");

  const bytes = async (url: string) => (await (await fetch(url)).text()).length;
  console.log(`Length of the pages: /pricing ${await bytes(`${app.url}/pricing`)}, the plain one ${await bytes(`${app.url}/api/plain`)}`);
  const empty = await scriptBytes(`${app.url}/api/plain`);
  for (const path of ["/pricing", "/login"]) {
    const more = (await scriptBytes(app.url + path)) - empty;
    console.log(`JavaScript of ${path}: ${(more / 1024).toFixed(1)} KB gzipped over an empty page (${(empty / 1024).toFixed(1)} KB)`);
  }
}

function row({ name, perSecond, p50Ms, p99Ms, failed }: Load, ratio: string): void {
  print(name, [perSecond.toFixed(0), p50Ms.toFixed(2), p99Ms.toFixed(2), ratio, String(failed)]);
}

function print(name: string, cells: string[]): void {
  console.log(name.padEnd(36) + cells.map((cell) => cell.padStart(12)).join(""));
}
