import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { eventually, receiver, sdk, temporaryDirectory } from "./support.ts";

const BIN = fileURLToPath(new URL("../bin/local-stripe.mjs", import.meta.url));
const running: ChildProcess[] = [];
afterEach(() => running.splice(0).forEach((child) => child.kill("SIGKILL")));

function launch(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  return child;
}

async function ready(child: ChildProcess): Promise<string> {
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await eventually(() => expect(output).toMatch(/^Local Stripe is listening on http:\/\/127\.0\.0\.1:\d+\n$/));
  return output.trim().split(" ").at(-1) ?? "";
}

it("keeps everything over kill -9, and resumes delivering", async () => {
  const dataDir = temporaryDirectory();
  const hook = await receiver();
  const first = launch("--port", "0", "--data-dir", dataDir);
  const url = await ready(first);
  const endpoint = await sdk(url).webhookEndpoints.create({ url: hook.url, enabled_events: ["customer.created"] });
  await fetch(`${url}/_local/deliveries`, { method: "PUT", body: '{"mode":"hold"}' });
  const customer = await sdk(url).customers.create({ email: "k9@example.com" }, { idempotencyKey: "once" });
  first.kill("SIGKILL");
  await once(first, "exit");

  const second = launch("--port", "0", "--data-dir", dataDir);
  const again = await ready(second);
  expect(await sdk(again).customers.retrieve(customer.id)).toMatchObject({ email: "k9@example.com" });
  expect((await sdk(again).customers.create({ email: "k9@example.com" }, { idempotencyKey: "once" })).id).toBe(
    customer.id,
  );
  await fetch(`${again}/_local/deliveries`, { method: "PUT", body: '{"mode":"send"}' });
  await eventually(() => expect(hook.received).toHaveLength(1));
  const { body, headers } = hook.received[0] ?? expect.fail();
  expect(
    sdk(again).webhooks.constructEvent(body, String(headers["stripe-signature"]), endpoint.secret ?? "").type,
  ).toBe("customer.created");
  second.kill("SIGTERM");
  expect((await once(second, "exit"))[0]).toBe(0);
  await hook.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it("resumes a clock that was advancing when it was killed", async () => {
  const dataDir = temporaryDirectory();
  const first = launch("--port", "0", "--data-dir", dataDir);
  const stripe = sdk(await ready(first));
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
  const customer = await stripe.customers.create({ test_clock: clock.id });
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: 1000,
    recurring: { interval: "day" },
    product_data: { name: "Day" },
  });
  const { id } = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: "pm_card_visa",
  });
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: clock.frozen_time + 2 * 86_400 });
  first.kill("SIGKILL");
  await once(first, "exit");

  const second = launch("--port", "0", "--data-dir", dataDir);
  const again = sdk(await ready(second));
  await eventually(async () =>
    expect(await again.testHelpers.testClocks.retrieve(clock.id)).toMatchObject({
      status: "ready",
      frozen_time: clock.frozen_time + 2 * 86_400,
    }),
  );
  expect((await again.invoices.list({ subscription: id })).data.map(({ status }) => status)).toEqual([
    "draft",
    "paid",
    "paid",
  ]);
  second.kill("SIGTERM");
  await once(second, "exit");
  rmSync(dataDir, { recursive: true, force: true });
});

it("names a taken port and exits with 1", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const dataDir = temporaryDirectory();
  const child = launch("--port", String(port), "--data-dir", dataDir);
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  expect((await once(child, "exit"))[0]).toBe(1);
  await eventually(() => expect(errors).toContain(`Port ${port} on 127.0.0.1 is taken`));
  taken.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it("keeps its state for its owner alone, also one that was open to everyone", async () => {
  const parent = temporaryDirectory();
  const dataDir = join(parent, "state");
  const modes = () =>
    [dataDir, ...readdirSync(dataDir).map((name) => join(dataDir, name))].map((path) => statSync(path).mode & 0o077);
  const first = launch("--port", "0", "--data-dir", dataDir);
  await ready(first);
  expect(modes()).toEqual([0, 0, 0]);
  first.kill("SIGKILL");
  await once(first, "exit");
  for (const name of readdirSync(dataDir)) chmodSync(join(dataDir, name), 0o644);
  await ready(launch("--port", "0", "--data-dir", dataDir));
  expect(modes()).toEqual([0, 0, 0]);
  rmSync(parent, { recursive: true, force: true });
});
