import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { sdk, startLocal, temporaryDirectory } from "./support.ts";

const BIN = fileURLToPath(new URL("../bin/local-stripe.mjs", import.meta.url));

/** A separate process that creates customers, half of them under keys that the others use, too. */
const CALLER = `
const url = process.argv[1]
const call = async (n, key) => {
  const headers = { authorization: 'Bearer sk_test_many', 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': key }
  for (;;) {
    const response = await fetch(url + '/v1/customers', { method: 'POST', headers, body: 'name=' + n })
    const body = await response.json()
    if (response.status === 200) return body.id
    if (response.status !== 409) throw new Error(JSON.stringify(body))
  }
}
for (let n = 0; n < 20; n += 1) {
  await call('shared', 'shared-' + n)
  await call('own', process.pid + '-' + n)
}
`;

it("serves several processes at once, and one key makes one object", async () => {
  const local = await startLocal();
  const callers = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ["--input-type=module", "-e", CALLER, local.server.url], {
      stdio: ["ignore", "ignore", "inherit"],
    }),
  );
  const codes = await Promise.all(callers.map(async (caller) => ((await once(caller, "exit")) as [number])[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  const names = (await local.stripe.customers.list({ limit: 100 }).autoPagingToArray({ limit: 1000 })).map(
    ({ name }) => name,
  );
  expect(names.filter((name) => name === "shared")).toHaveLength(20);
  expect(names.filter((name) => name === "own")).toHaveLength(80);
  expect((await local.stripe.events.list({ type: "customer.created", limit: 100 })).data).toHaveLength(100);
  await local.stop();
});

it("starts twice at once, each with its own data", async () => {
  const runs = [temporaryDirectory(), temporaryDirectory()].map((dataDir) => ({
    dataDir,
    child: spawn(process.execPath, [BIN, "--port", "0", "--data-dir", dataDir], {
      stdio: ["ignore", "pipe", "inherit"],
    }),
  }));
  const urls = await Promise.all(
    runs.map(
      async ({ child }) =>
        ((await once(child.stdout, "data")) as [Buffer])[0].toString().trim().split(" ").at(-1) ?? "",
    ),
  );
  await sdk(urls[0] ?? "").customers.create({ name: "Only here" });
  expect((await sdk(urls[1] ?? "").customers.list()).data).toEqual([]);
  for (const { child, dataDir } of runs) {
    child.kill("SIGTERM");
    await once(child, "exit");
    rmSync(dataDir, { recursive: true, force: true });
  }
});
