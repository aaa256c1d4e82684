import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startChild, whenReady } from "@/scripts/processes/child";
import { anyPort } from "@/scripts/processes/ports";
import { type Settings } from "@/scripts/local/settings";
import { answersHealth } from "@/scripts/local/steps";
import { root } from "@/scripts/local/paths";
import { startProgram } from "@/scripts/standalone/folder.mjs";
import { type LocalStripe, startApp, startLocalStripe, type TestApp } from "../support/integration";

let app: TestApp;
let other: LocalStripe;
beforeAll(async () => {
  [app, other] = await Promise.all([startApp(), startLocalStripe()]);
});
afterAll(async () => {
  await other?.stop();
  await app?.stop();
});

/** Starts the production build with other settings, and answers its last words when it refuses to start. */
async function refusal(changes: Settings): Promise<string> {
  const port = String(await anyPort());
  const child = startChild("The app", [startProgram(root)], { ...app.env, PORT: port, ...changes });
  try {
    await whenReady(child, answersHealth(`http://127.0.0.1:${port}`, child));
  } catch (error) {
    return (error as Error).message;
  }
  await child.stop();
  throw new Error("The app started.");
}

describe("the app refuses to start", () => {
  test("on a bad setting, which it names, with the value and what is allowed", async () => {
    const said = await refusal({ NEW_USER_FREE_TRIAL_DAYS: "0" });
    expect(said).toMatch(/exit code 1/);
    expect(said).toMatch(/NEW_USER_FREE_TRIAL_DAYS: got "0"; allowed: .*None/);
  });

  test("without keys of Stripe's, in production", async () => {
    expect(await refusal({ STRIPE_API_SECRET: undefined })).toMatch(
      /STRIPE_API_SECRET: it is missing; allowed: .*sk_test_/,
    );
  });

  test("on a live key and another server than Stripe's, without showing the key", async () => {
    const said = await refusal({ STRIPE_API_SECRET: "sk_live_VerySecretIndeed", STRIPE_PUBLISHABLE_KEY: "" });
    expect(said).toMatch(/STRIPE_API_BASE: .*live key/);
    expect(said).not.toContain("VerySecretIndeed");
  });

  test("with another Stripe account than the one that its database mirrors, and names the way out", async () => {
    const said = await refusal({ STRIPE_API_BASE: other.url });
    expect(said).toMatch(
      /STRIPE_API_SECRET: this database mirrors the Stripe account acct_\w+ in test mode, but .* acct_\w+/,
    );
    expect(said).toMatch(/another database \(DATABASE_URL\)/);
  });

  test("with a live key on a database that mirrors test mode", async () => {
    const live = { STRIPE_API_SECRET: "sk_live_123456789012", STRIPE_PUBLISHABLE_KEY: "", STRIPE_API_BASE: "" };
    expect(await refusal(live)).toMatch(
      /STRIPE_API_SECRET: this database mirrors .* in test mode, but the key is a live key/,
    );
  });

  test("with the demo user in its database, in production off this machine", async () => {
    const demo = { name: "Demo", email: "demo@example.com", password: "demo-password" };
    await app.signUp(demo);
    const url = "https://app.example.com";
    const said = await refusal({ FRONT_END_BASE_URL: url, NEXTAUTH_URL: url });
    expect(said).toMatch(/DATABASE_URL: .*demo@example.com/);
    expect(said).not.toContain(demo.password);
  });
});

test("it starts with Stripe away: what people bought does not depend on that", async () => {
  await app.localStripe.fault({ method: "GET", path: "/v1/account", kind: "status", status: 500, times: 9 });
  const again = await startApp({ beside: app });
  expect((await again.anonymous().get("/api/health/")).status).toBe(200);
  expect(again.logs()).toMatch(/Stripe did not say whose key this is/);
  await again.stop();
  await app.localStripe.clearFaults();
});
