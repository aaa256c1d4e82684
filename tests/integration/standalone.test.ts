/**
 * The folder that `npm run build` makes, copied elsewhere as the Dockerfile says, run by an ordinary user who can write
 * nothing there, without the checkout and its packages.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { priceOf, subscribe } from "../support/billing";
import { assembleImage, type Image } from "../support/image";
import { startApp, type TestApp } from "../support/integration";

let image: Image;
let app: TestApp;
beforeAll(async () => {
  image = await assembleImage();
  // Where it listens is left to the image, as in a container.
  const env = { ...image.env, HOST: undefined, NODE_COMPILE_CACHE: undefined, HOME: undefined };
  app = await startApp({ command: image.command, env });
});
afterAll(async () => {
  await app?.stop();
  await image?.remove();
});

const fetched = async (path: string) => {
  const answer = await fetch(new URL(path, app.url));
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

test("it serves the kept pricing page, and all that the page asks for", async () => {
  const page = await fetched("/pricing");
  expect(page.text).toContain("Business");
  expect(page.headers.get("cache-control")).toContain("s-maxage");
  const files = [...new Set(page.text.match(/\/_next\/static\/[\w./~-]+\.(css|js|woff2)/g))];
  expect(new Set(files.map((file) => file.split(".").at(-1)))).toEqual(new Set(["css", "js", "woff2"]));
  for (const file of [...files, "/robots.txt", "/theme.js", "/icon.svg"])
    expect([file, (await fetched(file)).status]).toEqual([file, 200]);
  expect((await fetched("/no-such-page")).status).toBe(404);
});

test("somebody signs up, pays at local Stripe, and the webhook brings the plan", async () => {
  const client = await app.signUp();
  await subscribe(app, client, await priceOf(app, "pro_month"));
  const { body } = await client.get<string>("/dashboard");
  expect(body).toContain("Pro");
});

test("its health check passes, and fails where the app isn't ready or nothing answers", async () => {
  const well = await image.run(image.health, { PORT: app.env.PORT });
  expect(well).toMatchObject({ code: 0, said: expect.stringContaining('"status":"ok"') as string });
  expect(await image.run(image.health, { PORT: "9" })).toMatchObject({ code: 1 });
  const unready = createServer((_, response) => response.writeHead(503).end("draining")).listen(0, "127.0.0.1");
  await once(unready, "listening");
  const { port } = unready.address() as AddressInfo;
  expect(await image.run(image.health, { ...app.env, HOST: "127.0.0.1", PORT: String(port) })).toMatchObject({
    code: 1,
    said: "503 draining\n",
  });
  unready.close();
});

describe("an operator's commands run beside it", () => {
  const command = (...args: string[]) => image.run(image.node(["command.mjs", ...args]), { ...app.env, ...image.env });

  test.each([
    [["db:migrate"], /The database is up to date/],
    [["stripe:setup"], /nothing to change/],
    [["stripe:sync", "--dry-run"], /Nothing differs/],
    [["stripe:duplicates"], /No workspace has a product/],
    [["entitlements", "--help"], /Usage: npm run entitlements/],
    [["db:new-installation", "--help"], /Usage: npm run db:new-installation/],
  ])("%j", async (args, said) => {
    const ended = await command(...args);
    expect(ended.said).toMatch(said);
    expect(ended.code).toBe(0);
  });

  test("the migrations are in it, for an empty database", async () => {
    const name = `empty_${process.pid}_${Date.now()}`;
    await app.database.pool.query(`CREATE DATABASE ${name}`);
    const url = new URL(app.database.url);
    url.pathname = `/${name}`;
    const ended = await image.run(image.node(["command.mjs", "db:migrate"]), { DATABASE_URL: url.href });
    // The schema engine's own timer would keep it for up to ten seconds.
    expect(ended.lingeredMs).toBeLessThan(3_000);
    await app.database.pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
    const migrations = readdirSync("prisma/migrations", { withFileTypes: true }).filter((one) => one.isDirectory());
    expect(ended.said.match(/^Applied /gm)).toHaveLength(migrations.length);
  });

  test("without a database's address each says so", async () => {
    const ended = await image.run(image.node(["command.mjs", "stripe:sync"]), {
      STRIPE_API_SECRET: "sk_test_1234567890",
    });
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining("DATABASE_URL is not set") as string });
  });

  test("without a name the list is shown", async () => {
    expect(await command()).toMatchObject({
      code: 1,
      said: expect.stringContaining("node command.mjs stripe:sync") as string,
    });
    expect((await command("constructor")).said).toMatch(/There is no command "constructor"/);
  });
});

test("it refuses a port or an address that it can't listen on, by name", async () => {
  const refusal = async (env: Record<string, string>) => (await image.run(image.command, { ...app.env, ...env })).said;
  expect(await refusal({ PORT: "http" })).toMatch(/PORT: got "http"; allowed: a number/);
  expect(await refusal({ HOST: "app.example.com" })).toMatch(/HOST: got "app.example.com"; allowed: an IP address/);
});

test("SIGTERM ends it at once when nothing is under way, and nothing of all this wrote a file", async () => {
  const files = readdirSync(image.dir, { recursive: true }).length;
  const port = String(Number(app.env.PORT) + 1);
  const env: NodeJS.ProcessEnv = { ...app.env, ...image.env, NODE_ENV: "production", PORT: port, DRAIN_SECONDS: "0" };
  const child = spawn(process.execPath, image.command, { cwd: image.dir, env });
  const exit = once(child, "exit");
  const asked = async (): Promise<boolean> => (await image.run(image.health, { PORT: port })).code === 0 || asked();
  await asked();
  child.kill("SIGTERM");
  expect((await exit).filter((one) => one !== null)).toHaveLength(1);
  expect(readdirSync(image.dir, { recursive: true })).toHaveLength(files);
  expect(app.logs()).not.toMatch(/EACCES|EROFS|EPERM/);
});
