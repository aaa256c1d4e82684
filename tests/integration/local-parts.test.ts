import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, expect, test } from "vitest";
import { besideOthers } from "@/scripts/local/local-stripe";
import { startChild, whenReady } from "@/scripts/processes/child";
import { anyPort } from "@/scripts/processes/ports";
import { isAlive } from "@/scripts/processes/process-ids";
import { startPostgres } from "@/scripts/postgres/start-server";
import { until } from "../support/integration";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "billing-parts-"));
  cleanUps.push(() => rm(dir, { recursive: true, force: true }));
  return join(dir, "data");
}

async function hold(dir: string, port: number) {
  const held = await startPostgres({ dir, port, database: "app" });
  cleanUps.push(held.release);
  return held;
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function postmaster(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: string }>(
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid",
  );
  await client.end();
  return Number(rows[0]?.pid);
}

test("several processes share one embedded PostgreSQL, and the last to leave stops it", async () => {
  const dir = await folder();
  const first = await hold(dir, await anyPort());
  const second = await hold(dir, await anyPort());
  expect(second.url).toBe(first.url);
  await first.release();
  expect(await answers(second.url)).toBe(true);
  await second.release();
  expect(await answers(second.url)).toBe(false);
});

test("two that start at the same moment get the same embedded PostgreSQL", async () => {
  const dir = await folder();
  const port = await anyPort();
  const [first, second] = await Promise.all([hold(dir, port), hold(dir, port)]);
  expect(second?.url).toBe(first?.url);
});

test("embedded PostgreSQL comes back with its data after it was killed", async () => {
  const dir = await folder();
  const port = await anyPort();
  const first = await hold(dir, port);
  const client = new Client({ connectionString: first.url });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("CREATE TABLE kept AS SELECT 42 AS answer");
  process.kill(await postmaster(first.url), "SIGKILL");
  await first.ended;
  const second = await hold(dir, port);
  const again = new Client({ connectionString: second.url });
  await again.connect();
  expect((await again.query("SELECT answer FROM kept")).rows).toEqual([{ answer: 42 }]);
  await again.end();
});

test("a port that is taken is named, and another one is used", async () => {
  const port = await anyPort();
  const other = createServer().listen(port, "127.0.0.1");
  cleanUps.push(() => other.close());
  await once(other, "listening");
  const held = await hold(await folder(), port);
  expect(held.said).toEqual([expect.stringContaining(`Port ${port} is taken`)]);
  expect(await answers(held.url)).toBe(true);
});

test("local Stripe alone runs beside another one: on another port, which it names, with data of its own", async () => {
  const dir = await folder();
  const port = await anyPort();
  expect(await besideOthers(port, dir)).toEqual({ port, dir, said: [] });
  const other = createServer().listen(port, "127.0.0.1");
  cleanUps.push(() => other.close());
  await once(other, "listening");
  const second = await besideOthers(port, dir);
  expect(second.port).not.toBe(port);
  expect(second.dir).toBe(`${dir}-${second.port}`);
  expect(second.said).toEqual([
    `Port ${port} is taken; local Stripe uses ${second.port} instead (LOCAL_STRIPE_PORT chooses another).`,
    expect.stringMatching(new RegExp(`Process ${process.pid} uses the data in .*data; this one keeps its own in `)),
  ]);
});

const chatty = 'console.log("child", process.pid); setInterval(() => undefined, 1000)';
const withChild = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(chatty)}], { stdio: "inherit" }); setInterval(() => undefined, 1000)`;

test("a part ends with all that it started", async () => {
  const child = startChild("A part", ["-e", withChild], process.env);
  const seen = new Promise<number>((resolve) => child.onLine((line) => resolve(Number(line.split(" ")[1]))));
  const grandchild = await whenReady(child, seen);
  await child.stop();
  await until("the part's child to end", () => !isAlive(grandchild));
});

test("a part does not outlive the process that started it, even if that is killed", async () => {
  const program = `import { startChild } from ${JSON.stringify(new URL("../../scripts/processes/child.ts", import.meta.url).pathname)};
    startChild("A part", ["-e", ${JSON.stringify(chatty)}], process.env).onLine((line) => console.log(line));`;
  const starter = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(starter.stdout.setEncoding("utf8"), "data")) as [string];
  const child = Number(line.split(" ")[1]);
  expect(isAlive(child)).toBe(true);
  starter.kill("SIGKILL");
  await until("the part to end", () => !isAlive(child));
});

test("a part that ends too early says so, with its last words", async () => {
  const child = startChild("A part", ["-e", 'console.error("the reason"); process.exit(3)'], process.env);
  await expect(whenReady(child, new Promise(() => undefined))).rejects.toThrow(
    /A part ended \(exit code 3\) before it was ready[^]*the reason/,
  );
});

test("the test command refuses a step that it does not know", () => {
  expect(() => execFileSync(process.execPath, ["scripts/test.mjs", "nonsense"], { stdio: "pipe" })).toThrow(
    /There is no step "nonsense"/,
  );
});
