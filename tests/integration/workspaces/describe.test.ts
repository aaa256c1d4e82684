import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runAllPendingWork } from "@/lib/billing/pending-work/run";
import { renameWorkspace } from "@/lib/billing/workspaces/rename";
import { hear } from "../../support/clocks";
import { startMirror } from "../../support/mirror";
import { fetchedFrom, payerIn, type Payer } from "../cancellation/people";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.clearFaults());

const describedAs = async (ada: Payer) => (await fetchedFrom(mirror, ada)).description;
const rename = ({ user, workspaceId }: Payer, name: string) => renameWorkspace(user.id, workspaceId, name);

test("Stripe's pages say a workspace's new name, and are told it once", async () => {
  const ada = await payerIn(mirror);
  await rename(ada, "Analytical Engines");
  expect(await describedAs(ada)).toBe("Analytical Engines");
  await mirror.localStripe.clearRequests();
  await runAllPendingWork();
  expect(await mirror.localStripe.requests()).toEqual([]);
  await rename(ada, "Difference Engines");
  expect(await describedAs(ada)).toBe("Difference Engines");
});

test("while Stripe is away it keeps its new name, and Stripe is told afterwards", async () => {
  const ada = await payerIn(mirror);
  await mirror.localStripe.fault({ path: "/v1/subscriptions", kind: "status", status: 500, times: 9 });
  await rename(ada, "Engines");
  expect(await describedAs(ada).catch(() => null)).not.toBe("Engines");
  await mirror.localStripe.clearFaults();
  await runAllPendingWork();
  expect(await describedAs(ada)).toBe("Engines");
});

test("a plan that was bought under the name of before is told the new one", async () => {
  const ada = await payerIn(mirror, {}, false);
  const { pool } = mirror.database;
  await pool.query(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state, created_at)
     VALUES (gen_random_uuid(), $1, $2, $3, 'price', false, '', '{}', 'open', now())`,
    [ada.workspaceId, ada.user.id, ada.customerId],
  );
  await rename(ada, "Engines");
  expect(await describedAs(ada)).not.toBe("Engines");
  await pool.query("UPDATE checkout_session SET state = 'complete', subscription_id = $2 WHERE workspace_id = $1", [
    ada.workspaceId,
    ada.id,
  ]);
  await mirror.stripe.subscriptions.update(ada.id, { trial_end: Math.floor(Date.now() / 1000) + 864_000 });
  await hear(mirror);
  await runAllPendingWork();
  expect(await describedAs(ada)).toBe("Engines");
});

test("what was not bought here keeps its own description", async () => {
  const ada = await payerIn(mirror, { description: "Contract 7" }, false);
  await rename(ada, "Engines");
  expect(await describedAs(ada)).toBe("Contract 7");
});
