import { afterAll, beforeAll, expect, test } from "vitest";
import { setup } from "@/lib/billing/setup/setup";
import { everything } from "../support/catalogs/everything";
import { startMirror } from "../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
const OURS = "0b9df9a1-6a3c-4a5e-9d4e-2c8f1f0f7a11";
test("x", async () => {
  const run = async () => {
    const said: string[] = [];
    const r = await setup({ file: everything, endpoint: null, installation: OURS, say: (l) => said.push(l) });
    return { said, r };
  };
  const a = await run();
  console.log(a.said.join("\n"));
  await mirror.localStripe.clearRequests();
  const b = await run();
  console.log(b.said.join("\n"));
  console.log((await mirror.localStripe.requests()).map((r) => r.method + r.path));
  expect(b.r.changes).toBe(0);
});
