/** Playwright's `test` with the parts of the app, and an eye on whatever goes wrong unseen. */
import { test as base, type BrowserContext, type Page } from "@playwright/test";
import { startApp, type TestApp } from "./app";
import { startTestPostgres } from "./postgres";
import { type SignInProvider, startProvider } from "./provider";

export { expect } from "@playwright/test";
export { newPerson } from "./client";

interface WorkerFixtures {
  /** The production build with a database and a local Stripe of its own, shared by the tests of one worker. */
  app: TestApp;
  /** The same app with its checkout inside the page: a second instance of it. */
  embedded: TestApp;
  /** GitHub and Google, as the app knows them. */
  provider: SignInProvider;
}

interface TestFixtures {
  /** Says that the test brings about a problem whose text matches, which else would fail it. */
  expectProblem: (text: RegExp) => void;
}

export const test = base.extend<TestFixtures & { problems: Problems }, WorkerFixtures>({
  provider: [
    async ({}, use) => {
      const provider = await startProvider();
      await use(provider);
      await provider.stop();
    },
    { scope: "worker" },
  ],

  app: [
    async ({ provider }, use) => {
      const postgres = await startTestPostgres();
      try {
        const app = await startApp({
          postgres,
          env: { ...provider.settings, DEFAULT_PAYMENT_METHOD_TYPES: '["card", "sepa_debit"]' },
        });
        await use(app);
        await app.stop();
      } finally {
        await postgres.stop();
      }
    },
    { scope: "worker", timeout: 120_000 },
  ],

  embedded: [
    async ({ app }, use) => {
      const second = await startApp({
        beside: app,
        postgres: { templateUrl: app.database.url },
        ownAddress: true,
        env: { CHECKOUT_UI: "embedded" },
      });
      await use(second);
      await second.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],

  baseURL: async ({ app }, use) => use(app.url),

  problems: [
    async ({ baseURL, context }, use) => {
      const problems = new Problems(new URL(baseURL ?? "").origin);
      problems.watch(context);
      await use(problems);
      problems.check();
    },
    { auto: true },
  ],

  expectProblem: async ({ problems }, use) => use((text) => problems.expect(text)),
});

/** Console errors, uncaught errors, and failed answers of the app, of all pages of a test. */
class Problems {
  private readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];

  constructor(private readonly origin: string) {}

  watch(context: BrowserContext): void {
    context.on("page", (page) => this.watchPage(page));
    for (const page of context.pages()) this.watchPage(page);
  }

  expect(text: RegExp): void {
    this.expected.push(text);
  }

  check(): void {
    const stray = this.seen.filter((problem) => !this.expected.some((text) => text.test(problem)));
    if (stray.length > 0)
      throw new Error(`Problems that the test does not expect:\n${stray.map((it) => `  - ${it}`).join("\n")}`);
  }

  private watchPage(page: Page): void {
    page.on("pageerror", (error) => this.seen.push(`uncaught on ${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error")
        this.seen.push(`console on ${page.url()}: ${message.text()} (${message.location().url})`);
    });
    page.on("response", (answer) => {
      if (answer.status() >= 400 && new URL(answer.url()).origin === this.origin) {
        this.seen.push(`${answer.status()} for ${answer.request().method()} ${answer.url()}`);
      }
    });
  }
}
