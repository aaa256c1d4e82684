import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { hash as bcrypt } from "@node-rs/bcrypt";
import { afterAll, expect, test } from "vitest";
import { root } from "@/scripts/local/paths";
import { checkCredentials } from "@/lib/auth/credentials";
import { grantOverride } from "@/lib/billing/entitlements/overrides";
import { inSeconds, now } from "@/lib/clock";
import { createWorkspace } from "@/lib/workspaces/create";
import { blockFor } from "../support/snippets";
import { insist, useAccounts } from "./account/people";
import { outcome } from "./workspaces/people";

// The code of docs/sign-in.md, run as an adopter would.

const accounts = useAccounts();
const folder = join(root, ".data", `sign-in-doc-${randomUUID()}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function documented<T>(path: string): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, basename(path));
  writeFileSync(file, blockFor("docs/sign-in.md", path));
  return (await import(file)) as T;
}

test("ids of your own", async () => {
  const plans = await documented<{
    link: (workspaceId: string, organization: string) => Promise<void>;
    mayExport: (userId: string, organization: string) => Promise<boolean>;
  }>("lib/acme/plans.ts");
  const [ada, bob] = [await accounts().person(), await accounts().person()];
  const workspaceId = await createWorkspace(ada.id, "Acme");
  const organization = `org_${randomUUID()}`;
  await plans.link(workspaceId, organization);
  expect(await outcome(plans.mayExport(ada.id, organization))).toBe("feature_not_included");
  const until = inSeconds(now(), 3600);
  await grantOverride({ workspaceId, feature: "export", limit: null, until, note: "a test", grantedBy: "Ada" });
  expect(await plans.mayExport(ada.id, organization)).toBe(true);
  expect(await outcome(plans.mayExport(bob.id, organization))).toBe("workspace_not_found");
});

test("an existing table of users", async () => {
  const { move } = await documented<{ move: (people: object[]) => Promise<number> }>("lib/acme/move.ts");
  const email = `${randomUUID()}@example.com`;
  const people = [{ id: `auth0|${randomUUID()}`, email, bcrypt: await bcrypt("an old one", 4) }];
  expect([await move(people), await move(people)]).toEqual([1, 0]);
  const origin = { networkAddress: "192.0.2.9", deviceId: null };
  expect(await insist(() => checkCredentials(email, "an old one", origin))).toMatchObject({ email });
  await expect(move([{ ...people[0], email: "nobody" }])).rejects.toThrow("must be an e-mail address");
});
