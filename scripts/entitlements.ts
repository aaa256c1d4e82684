/** `npm run entitlements`: manual overrides of what the plans include. */
import { userInfo } from "node:os";
import { now } from "@/lib/clock";
import {
  grantOverride,
  isKnownFeature,
  listOverrides,
  revokeOverride,
  workspaceIsKnown,
  type Override,
} from "@/lib/billing/entitlements/overrides";
import type { Access } from "@/lib/billing/entitlements/access";
import { readEntitlements } from "@/lib/billing/entitlements/read";
import { formatInstant } from "@/lib/format";
import { resolveWorkspaceId } from "@/lib/ids";
import { answerHelp } from "./bootstrap/usage.mjs";
import { entitlementArguments, type EntitlementOrder, USAGE } from "./cli/entitlement-arguments";
import { failPlainly } from "./cli/fail";
import { withDatabase } from "./cli/with-database";

async function main(): Promise<void> {
  answerHelp(USAGE);
  const order = entitlementArguments(process.argv.slice(2), now());
  await withDatabase(() => carryOut(order));
}

async function carryOut(order: EntitlementOrder): Promise<void> {
  if (order.do === "list") return list(await idOf(order.workspaceId));
  const by = order.by ?? userInfo().username;
  if (order.do === "revoke") {
    const revoked = await revokeOverride(order.id, by);
    if (!revoked) throw new Error(`There is no override ${order.id} that still stands.`);
    return console.log(`Taken back: ${overrideLine(revoked)}`);
  }
  const { feature, limit, until, note } = order;
  const workspaceId = await idOf(order.workspaceId);
  if (!(await isKnownFeature(feature)))
    throw new Error(
      `Neither billing/features.ts names "${feature}" nor does a product carry it, so nothing would ask for it. Is it spelled as there?`,
    );
  const made = await grantOverride({ workspaceId, feature, limit, until, note, grantedBy: by });
  if (!made) throw noWorkspace(workspaceId);
  console.log(`Granted: ${overrideLine(made)}`);
}

async function idOf(named: string): Promise<string> {
  const id = await resolveWorkspaceId(named);
  if (!id) throw noWorkspace(named);
  return id;
}

const noWorkspace = (id: string): Error => new Error(`There is no workspace ${id}.`);

async function list(workspaceId: string): Promise<void> {
  if (!(await workspaceIsKnown(workspaceId))) throw noWorkspace(workspaceId);
  const [{ features }, overrides] = await Promise.all([readEntitlements(workspaceId), listOverrides(workspaceId)]);
  console.log(features.map(accessLine).join("\n") || "This workspace may use nothing, and never could.");
  if (overrides.length > 0) console.log(`\nBy hand:\n${overrides.map(overrideLine).join("\n")}`);
}

function accessLine(access: Access): string {
  if (access.allowed) {
    const { reason, limit, limitUntil, used } = access;
    const counted =
      limit === null && used === 0
        ? ""
        : `, ${used} of ${limit ?? "any number"} in use${limitUntil ? ` (so many until ${formatInstant(limitUntil)})` : ""}`;
    return `yes  ${access.feature}  ${reason.kind}${reason.until ? ` until ${formatInstant(reason.until)}` : ""}${counted}`;
  }
  const { reason } = access;
  if (reason.kind === "not_included") return `no   ${access.feature}`;
  if (reason.kind === "unpaid_change")
    return `no   ${access.feature}  with ${reason.plan ?? "the plan"}, once the invoice for the change is paid`;
  return `no   ${access.feature}  ${reason.was} ended${reason.on ? ` on ${formatInstant(reason.on)}` : ""}`;
}

function overrideLine(one: Override): string {
  const feature = one.grantedAs ? `${one.feature} (granted as ${one.grantedAs})` : one.feature;
  const what = one.limit === null ? feature : `${feature}, ${one.limit} of it`;
  const revoked = one.revokedAt ? `; taken back by ${one.revokedBy} on ${formatInstant(one.revokedAt)}` : "";
  return `${one.id}  ${what}, until ${formatInstant(one.until)}: ${one.note} (${one.grantedBy}, ${formatInstant(one.grantedAt)}${revoked})`;
}

await main().catch(failPlainly);
