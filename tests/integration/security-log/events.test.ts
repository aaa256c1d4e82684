import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { askToConfirm } from "@/lib/auth/addresses/address";
import { linkProvider, unlinkProvider } from "@/lib/auth/providers/linked-providers";
import { tokenOf } from "@/lib/auth/links/links";
import { changePassword } from "@/lib/auth/passwords/password-change";
import { hashPassword } from "@/lib/auth/passwords/passwords";
import { resetPassword } from "@/lib/auth/links/reset";
import { makeResetLink } from "@/lib/auth/links/reset-link";
import { beginSession, endAllBut, endOther, endSession } from "@/lib/auth/sessions";
import { signUp } from "@/lib/auth/sign-up/sign-up";
import { deleteAccount } from "@/lib/billing/account/deletion";
import { accountAsJson } from "@/lib/billing/account/export";
import { giveConsent, withdrawConsent } from "@/lib/billing/hand-over/consent";
import { syncObject } from "@/lib/billing/mirror/sync";
import { resumeByOperator } from "@/lib/billing/operator/resume";
import { assignSubscription } from "@/lib/billing/ownership/assign";
import { deleteWorkspace } from "@/lib/billing/workspaces/deletion";
import type { LoggedEvent } from "@/lib/security-log/events";
import { failedSignIn } from "@/lib/security-log/failures";
import { acceptInvitation } from "@/lib/workspaces/accept";
import { createWorkspace } from "@/lib/workspaces/create";
import { invite, revokeInvitation } from "@/lib/workspaces/invitations";
import { leave, remove } from "@/lib/workspaces/leave";
import { renameWorkspace } from "@/lib/workspaces/rename";
import { changeRole, transferOwnership } from "@/lib/workspaces/roles";
import { claimOf } from "../../support/claim";
import { confirmAsHolder } from "../../support/confirm";
import { outcome } from "../workspaces/people";
import { AGENT, HERE, requested, useSecurityLog } from "./people";

const log = useSecurityLog();
const { person, team, rows } = log;

const PASSWORD = "a mild tuesday in april";
const OPERATOR = randomUUID();

/** What has to be done before, and what the row says of the work that is returned. */
type Case = () => Promise<{ work: () => Promise<unknown>; says: Record<string, unknown> }>;

async function withPassword() {
  const ada = await person();
  await rows("INSERT INTO password_credential (user_id, hash) VALUES ($1, $2)", [ada.id, await hashPassword(PASSWORD)]);
  return ada;
}

/** A link to confirm an address, as the mail has it. */
async function linkTo(userId: string, email: string): Promise<string> {
  await askToConfirm(await claimOf(userId), email, "en");
  const [link] = await rows<{ id: string }>("SELECT id FROM one_time_link WHERE user_id = $1 AND email = $2", [
    userId,
    email,
  ]);
  return tokenOf("address_confirmation", link?.id ?? "");
}

/** A workspace, and who pays for it. */
async function paid() {
  const made = await log.mirror().customer();
  await rows("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    made.userId,
    made.workspaceId,
  ]);
  const { id } = await log.mirror().subscription(made);
  await syncObject("customer", made.customerId);
  await syncObject("subscription", id);
  return { ...made, user: { id: made.userId, name: null, email: null }, subscription: id };
}

async function invited() {
  const { owner, workspaceId, stranger } = await team();
  const token = await invite(owner.id, workspaceId, { role: "admin", email: null });
  const [{ id = "" } = {}] = await rows<{ id: string }>("SELECT id FROM invitation WHERE workspace_id = $1", [
    workspaceId,
  ]);
  return { owner, workspaceId, stranger, token, id };
}

const own = (user: { id: string }) => ({ actor_id: user.id, user_id: user.id, workspace_id: null });
const there = (actor: { id: string }, user: { id: string }, workspace_id: string) => ({
  actor_id: actor.id,
  user_id: user.id,
  workspace_id,
});
/** To those concerned an operator is nobody by name, and nowhere. */
const byOperator = { actor_id: null, network_address: null, user_agent: null };

/** For who builds the change itself. */

const CASES: Record<LoggedEvent, Case> = {
  sign_up: async () => {
    const email = `${randomUUID()}@example.com`;
    return { work: () => signUp({ email, password: PASSWORD }), says: { workspace_id: null, about: {} } };
  },
  sign_in: async () => {
    const ada = await person();
    const device = { deviceId: "hers", networkAddress: HERE, userAgent: AGENT };
    const work = () => beginSession({ userId: ada.id, method: "github", ...device });
    return { work, says: { ...own(ada), about: { method: "github" } } };
  },
  sign_in_failed: async () => {
    const ada = await person();
    return { work: () => failedSignIn(ada.email ?? "", HERE)(), says: { actor_id: null, user_id: ada.id, about: {} } };
  },
  sign_out: async () => {
    const ada = await person();
    const claim = await claimOf(ada.id);
    const work = async () => void (await endSession(claim), await endSession(claim));
    return { work, says: own(ada) };
  },
  sign_out_elsewhere: async () => {
    const [ada, eve] = [await person(), await person()];
    const { sessionId } = await claimOf(ada.id);
    const work = async () => void (await endOther(eve.id, sessionId), await endOther(ada.id, sessionId));
    return { work, says: { ...own(ada), about: { sessions: "one" } } };
  },
  password_changed: async () => {
    const ada = await withPassword();
    const claim = await claimOf(ada.id);
    return { work: () => changePassword(claim, PASSWORD, "seven quiet herons"), says: own(ada) };
  },
  password_reset: async () => {
    const ada = await withPassword();
    const token = (await makeResetLink(ada.email ?? "", "olga"))?.split("/").at(-1) ?? "";
    return { work: () => resetPassword(token, "seven quiet herons"), says: own(ada) };
  },
  address_change_asked: async () => {
    const ada = await person();
    const claim = await claimOf(ada.id);
    const email = `${randomUUID()}@example.com`;
    // Asking once more for the present one changes nothing.
    const work = async () =>
      void (await askToConfirm(claim, ada.email ?? "", "en"), await askToConfirm(claim, email, "en"));
    return { work, says: { ...own(ada), about: { email } } };
  },
  address_confirmed: async () => {
    const ada = await person();
    const token = await linkTo(ada.id, ada.email ?? "");
    return { work: () => confirmAsHolder(token), says: { ...own(ada), about: { email: ada.email } } };
  },
  address_lost: async () => {
    const [squatter, holder] = [await person(), await person()];
    const token = await linkTo(holder.id, squatter.email ?? "");
    const says = { actor_id: null, user_id: squatter.id, about: { email: squatter.email }, network_address: null };
    return { work: () => confirmAsHolder(token), says: { ...says, user_agent: null } };
  },
  sign_in_method_added: async () => {
    const ada = await person();
    const claim = await claimOf(ada.id);
    const account = { provider: "github", providerAccountId: randomUUID() };
    const work = async () => void (await linkProvider(claim, account, "en"), await linkProvider(claim, account, "en"));
    return { work, says: { ...own(ada), about: { method: "github" } } };
  },
  sign_in_method_removed: async () => {
    const ada = await withPassword();
    const claim = await claimOf(ada.id);
    await linkProvider(claim, { provider: "github", providerAccountId: randomUUID() }, "en");
    const unlink = () => unlinkProvider(claim, "github", "en");
    return {
      work: async () => void (await unlink(), await unlink()),
      says: { ...own(ada), about: { method: "github" } },
    };
  },
  account_exported: async () => {
    const ada = await person();
    return { work: () => accountAsJson(ada.id), says: own(ada) };
  },
  account_deleted: async () => {
    const ada = await person();
    return { work: () => deleteAccount(ada), says: { ...own(ada), network_address: null, user_agent: null } };
  },
  workspace_created: async () => {
    const ada = await person();
    return {
      work: () => createWorkspace(ada.id, "Team"),
      says: { actor_id: ada.id, user_id: ada.id, about: { workspace: "Team" } },
    };
  },
  workspace_renamed: async () => {
    const { owner, workspaceId } = await team();
    const about = { workspace: "Crew", name: "Crew" };
    return {
      work: () => renameWorkspace(owner.id, workspaceId, "Crew"),
      says: { ...there(owner, owner, workspaceId), about },
    };
  },
  workspace_deleted: async () => {
    const { owner, workspaceId } = await team();
    return { work: () => deleteWorkspace(owner, workspaceId), says: there(owner, owner, workspaceId) };
  },
  invitation_created: async () => {
    const { owner, workspaceId } = await team();
    const work = () => invite(owner.id, workspaceId, { role: "admin", email: "guest@example.com" });
    const about = { workspace: "Team", role: "admin", invitation: expect.any(String) as string };
    return { work, says: { ...there(owner, owner, workspaceId), about } };
  },
  invitation_revoked: async () => {
    const { owner, workspaceId, id } = await invited();
    const about = { workspace: "Team", invitation: id };
    return {
      work: () => revokeInvitation(owner.id, workspaceId, id),
      says: { ...there(owner, owner, workspaceId), about },
    };
  },
  member_joined: async () => {
    const { stranger, workspaceId, token, id } = await invited();
    const about = { workspace: "Team", invitation: id, role: "admin" };
    const work = async () => void (await acceptInvitation(stranger, token), await acceptInvitation(stranger, token));
    return { work, says: { ...there(stranger, stranger, workspaceId), about } };
  },
  member_left: async () => {
    const { member, workspaceId } = await team();
    return { work: () => leave(member.id, workspaceId), says: there(member, member, workspaceId) };
  },
  member_removed: async () => {
    const { admin, member, workspaceId } = await team();
    return { work: () => remove(admin.id, workspaceId, member.id), says: there(admin, member, workspaceId) };
  },
  role_changed: async () => {
    const { owner, member, workspaceId } = await team();
    const about = { workspace: "Team", role: "admin" };
    const to = () => changeRole(owner.id, workspaceId, member.id, "admin");
    return { work: async () => void (await to(), await to()), says: { ...there(owner, member, workspaceId), about } };
  },
  ownership_transferred: async () => {
    const { owner, admin, workspaceId } = await team();
    return { work: () => transferOwnership(owner.id, workspaceId, admin.id), says: there(owner, admin, workspaceId) };
  },
  consent_given: async () => {
    const { user, workspaceId, subscription } = await paid();
    const work = async () =>
      void (await giveConsent(user, workspaceId, subscription), await giveConsent(user, workspaceId, subscription));
    return { work, says: { ...there(user, user, workspaceId), about: { workspace: "Theirs", subscription } } };
  },
  consent_withdrawn: async () => {
    const { user, workspaceId, subscription } = await paid();
    await giveConsent(user, workspaceId, subscription);
    const end = () => withdrawConsent(user, workspaceId, subscription);
    return { work: async () => void (await end(), await end()), says: there(user, user, workspaceId) };
  },
  operator_reset_link: async () => {
    const ada = await person();
    return { work: () => makeResetLink(ada.email ?? "", "olga"), says: { ...byOperator, user_id: ada.id, about: {} } };
  },
  operator_assigned: async () => {
    const { workspaceId } = await team();
    const { stripe, price } = log.mirror();
    const { id: customer } = await stripe.customers.create({});
    const { id: method } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
    const { id } = await stripe.subscriptions.create({
      customer,
      items: [{ price: price.id }],
      default_payment_method: method,
    });
    const says = {
      ...byOperator,
      user_id: null,
      workspace_id: workspaceId,
      about: { workspace: "Team", subscription: id },
    };
    return { work: () => assignSubscription(id, workspaceId, OPERATOR), says };
  },
  operator_resumed: async () => {
    const { workspaceId, subscription } = await paid();
    const says = {
      ...byOperator,
      user_id: null,
      workspace_id: workspaceId,
      about: { workspace: "Theirs", subscription },
    };
    return { work: () => resumeByOperator(OPERATOR, subscription, 0), says };
  },
};

test.each(Object.entries(CASES))(
  "%s leaves one row and one line, with who, what and from where",
  async (event, prepare) => {
    const { work, says } = await prepare();
    const [rowsBefore, linesBefore] = [(await log.all()).length, log.lines().length];
    await requested(work);
    const of = <One>(all: One[], before: number, name: keyof One) =>
      all.slice(before).filter((one) => one[name] === event);
    const left = of(await log.all(), rowsBefore, "event");
    expect(left).toEqual([expect.objectContaining({ network_address: HERE, user_agent: AGENT, count: 1, ...says })]);
    const lines = of(log.lines(), linesBefore, "audit");
    const [row] = left;
    const line = { from: HERE, ...(row?.workspace_id && { workspace: row.workspace_id }) };
    expect(lines).toEqual([expect.objectContaining(line)]);
    if (event.startsWith("operator_")) expect(JSON.stringify(left)).not.toContain(OPERATOR);
    else expect(lines[0]?.user_id).toBe(row?.actor_id);
  },
);

test("what is refused leaves nothing, and nothing happens that can't be logged", async () => {
  const { member, owner, admin, workspaceId } = await team();
  const ada = await withPassword();
  const claim = await claimOf(ada.id);
  const before = (await log.all()).length;
  expect(await outcome(changeRole(member.id, workspaceId, admin.id, "member"))).toBe("manager_role_required");
  expect(await outcome(changePassword(claim, "wrong", "seven quiet herons"))).toBe("wrong_password");
  expect(await outcome(leave(owner.id, workspaceId))).toBe("last_owner");
  expect(await log.all()).toHaveLength(before);
  const told = log.lines().length;

  await rows("ALTER TABLE security_event RENAME COLUMN about TO elsewhere");
  try {
    const device = { deviceId: "hers", networkAddress: HERE, userAgent: null };
    await expect(beginSession({ userId: member.id, method: "password", ...device })).rejects.toThrow();
    await expect(changeRole(owner.id, workspaceId, member.id, "admin")).rejects.toThrow();
    await expect(changePassword(claim, PASSWORD, "seven quiet herons")).rejects.toThrow();
    await expect(endAllBut(claim)).rejects.toThrow();
  } finally {
    await rows("ALTER TABLE security_event RENAME COLUMN elsewhere TO about");
  }
  expect(await rows("SELECT FROM session WHERE user_id = $1", [member.id])).toEqual([]);
  expect((await log.rolesIn(workspaceId))[member.id]).toBe("member");
  await changePassword(claim, PASSWORD, "seven quiet herons");
  expect(
    log
      .lines()
      .slice(told)
      .map(({ audit }) => audit),
  ).toEqual(["password_changed"]);
});
