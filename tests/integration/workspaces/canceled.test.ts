import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { falsify, newWorkspace, priceOf, sell, setRole, subscribe, userIdOf } from "../../support/billing";
import { pageOf, plain, submit, waysToCancel } from "../../support/forms";
import { type AppClient, newPerson, sharedApp, type TestApp } from "../../support/integration";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

const read = async (client: AppClient, path: string) =>
  plain((await pageOf(client, path)).html.replaceAll(/<\/?time[^>]*>/g, ""));
const cancel = (subscriptionId: string) =>
  falsify(app, "UPDATE subscription SET cancel_at = '2031-05-05T12:00Z' WHERE id = $1", [subscriptionId]);
const RUNS = "is canceled and runs until May 5, 2031.";

/** Ada pays for Pro and has another owner beside her, so that she may leave. */
async function paying() {
  const [payer, other] = [await app.signUp(newPerson("Ada")), await app.signUp(newPerson("Bea"))];
  const { workspaceId, subscriptionId } = await subscribe(app, payer, await priceOf(app, "pro_month"));
  await setRole(app, other.person.email, workspaceId, "owner");
  return { payer, other, workspaceId, subscriptionId, page: `/workspaces/${workspaceId}` };
}

describe("a payer whose plan is canceled", () => {
  test("leaves without a word about being charged, and is told until when it runs", async () => {
    const { payer, other, subscriptionId, page } = await paying();
    expect(await read(payer, page)).toContain("keep being charged");
    await cancel(subscriptionId);
    const said = await read(payer, page);
    expect(said).toContain(`Your plan ${RUNS}`);
    expect(said).not.toContain("keep being charged");
    const theirs = await read(other, `${page}?member=${await userIdOf(app, payer.person.email)}`);
    expect(theirs).toContain(`Ada loses access now. Invitations they created stop working. Their plan ${RUNS}`);
    expect(theirs).not.toContain("keeps being billed");
    expect((await submit(payer, page, "Leave workspace")).to).toBe("/workspaces?done=left");
    const card = await read(payer, "/workspaces");
    expect(card).toContain(`You're no longer a member. Your plan ${RUNS}`);
    expect(card).not.toContain("still billed");
  });

  test("is warned while something is still owed for it, or another plan of theirs goes on", async () => {
    const { payer, subscriptionId, workspaceId, page } = await paying();
    await cancel(subscriptionId);
    const warned = async () => {
      expect(await read(payer, page)).toContain("keep being charged");
      expect(plain((await submit(payer, page, "Leave workspace")).html)).toContain(
        "Confirm that you'll keep being charged",
      );
    };
    for (const status of ["past_due", "unpaid"]) {
      await falsify(app, "UPDATE subscription SET status = $2 WHERE id = $1", [subscriptionId, status]);
      await warned();
    }
    await falsify(app, "UPDATE subscription SET status = 'active' WHERE id = $1", [subscriptionId]);
    const addOn = await subscribe(app, payer, (await sell(app, {}, { name: "Archive" })).id, workspaceId);
    await warned();
    // What ends is named among those that stand in the way of a deletion, and so is what can still be canceled.
    const said = await read(payer, page);
    expect(said).toContain("Pro is canceled and ends on May 5, 2031.");
    expect(said).not.toContain("The plan is canceled and ends");
    const ways = waysToCancel((await pageOf(payer, page)).html);
    expect(ways).toContain("Cancel Archive");
    expect(ways).not.toContain("Cancel Pro");
    expect(ways).not.toContain("Cancel plan");
    await cancel(addOn.subscriptionId);
    expect(await read(payer, page)).not.toContain("keep being charged");
  });
});

test("a workspace is deleted by its name as it is shown, whatever white space it was given with", async () => {
  const owner = await app.signUp();
  const made = await submit(owner, "/workspaces", "Create workspace", { name: " Two  blanks\u00a0here " });
  const page = made.to ?? "";
  expect((await pageOf(owner, page)).html).toContain(">Two blanks here</h1>");
  expect((await submit(owner, page, "Delete workspace", { confirm: "Two  blanks here" })).to).toBe(
    "/workspaces?done=deleted",
  );

  // One that was named before.
  const older = await newWorkspace(app, { [owner.person.email]: "owner" });
  await app.database.pool.query("UPDATE workspace SET name = 'Very  old' WHERE id = $1", [older]);
  expect((await submit(owner, `/workspaces/${older}`, "Delete workspace", { confirm: "Very old" })).to).toBe(
    "/workspaces?done=deleted",
  );
});
