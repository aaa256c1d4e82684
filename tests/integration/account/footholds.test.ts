import { expect, test } from "vitest";
import { askToConfirm } from "@/lib/auth/addresses/address";
import { findConfirmation } from "@/lib/auth/addresses/confirm";
import { checkCredentials } from "@/lib/auth/credentials";
import { countCoMembers } from "@/lib/auth/links/co-members";
import { tokenOf } from "@/lib/auth/links/links";
import { mailSignInLinks, redeemSignInLink } from "@/lib/auth/links/mail-link";
import { changePassword } from "@/lib/auth/passwords/password-change";
import { hashPassword } from "@/lib/auth/passwords/passwords";
import { resetPassword } from "@/lib/auth/links/reset";
import { findResetLink, mailResetLinks } from "@/lib/auth/links/reset-link";
import { beginSession } from "@/lib/auth/sessions";
import { acceptInvitation, findInvitation } from "@/lib/workspaces/accept";
import { createWorkspace } from "@/lib/workspaces/create";
import { invite } from "@/lib/workspaces/invitations";
import { claimOf } from "../../support/claim";
import { confirmAsHolder } from "../../support/confirm";
import { outcome } from "../workspaces/people";
import { insist } from "./people";
import { useSharing } from "./several";

// What somebody left behind in an account must be nothing once its holder has set a new password.

const it = useSharing();
const THEIRS = "a mild tuesday in april";
const NEW = "seven quiet herons";

/** An account in which somebody else asked for the link that makes an address of theirs the account's. */
async function withForeignLink() {
  const [email, foreign] = [it().outbox.newAddress(), it().outbox.newAddress()];
  const id = await it().typed(email, await hashPassword(THEIRS));
  await askToConfirm(await claimOf(id), foreign, "en");
  const [link = ""] = await it().tokens(foreign, "confirm-address");
  expect(link).not.toBe("");
  return { id, email, foreign, link };
}

test("a change of address that was asked for before a reset doesn't happen after it", async () => {
  const { id, email, link } = await withForeignLink();
  await mailResetLinks(email, "en");
  const [token = ""] = await it().tokens(email, "reset-password");
  await insist(() => resetPassword(token, NEW));
  expect(await outcome(confirmAsHolder(link))).toBe("link_not_valid");
  expect(await it().namesOf(email)).toEqual([{ id, confirmed: true }]);
});

test("nor after a change of the password; the holder's own links stay", async () => {
  const { id, email, link } = await withForeignLink();
  await askToConfirm(await claimOf(id), email, "en");
  const [own = ""] = await it().tokens(email, "confirm-address");
  await mailResetLinks(email, "en");
  const [reset = ""] = await it().tokens(email, "reset-password");
  await insist(async () => changePassword(await claimOf(id), THEIRS, NEW));
  expect(await outcome(confirmAsHolder(link))).toBe("link_not_valid");
  expect(await findConfirmation(own)).not.toBeNull();
  expect(await findResetLink(reset)).toBe(email);
});

const device = { deviceId: "their-device", networkAddress: "192.0.2.9", userAgent: null };
const openSessions = (id: string) => it().rows("SELECT FROM session WHERE user_id = $1 AND ended_at IS NULL", [id]);

test("a sign-in with the old password that was under way while the new one was set begins no session", async () => {
  const email = it().outbox.newAddress();
  const id = await it().typed(email, await hashPassword(THEIRS));
  const compared = await insist(() => checkCredentials(email, THEIRS, device));
  expect(compared?.id).toBe(id);
  const claim = await claimOf(id);
  await insist(() => changePassword(claim, THEIRS, NEW));
  expect(await beginSession({ userId: id, method: "password", ...device, hash: compared?.hash })).toBeNull();
  expect(await openSessions(id)).toHaveLength(1);
  const renewed = await insist(() => checkCredentials(email, NEW, device));
  expect(await beginSession({ userId: id, method: "password", ...device, hash: renewed?.hash })).not.toBeNull();
});

test.each(["reset", "change", "link"] as const)("nor in the same moment: %s", async (by) => {
  for (let round = 0; round < 8; round++) {
    const email = it().outbox.newAddress();
    const hash = await hashPassword(THEIRS);
    const id = await it().typed(email, hash);
    const claim = await claimOf(id);
    // So many sign-ins must not make room by this one.
    await it().rows("UPDATE session SET last_seen_at = now() + interval '1 hour' WHERE id = $1", [claim.sessionId]);
    if (by === "reset") await mailResetLinks(email, "en");
    if (by === "link") await mailSignInLinks(email, "en");
    const [link] = await it().rows("SELECT id FROM one_time_link WHERE user_id = $1", [id]);
    const token = (kind: "password_reset" | "sign_in") => tokenOf(kind, String(link?.id));
    let isOver = false;
    const guesses = async () => {
      while (!isOver) {
        await beginSession({ userId: id, method: "password", ...device, hash });
        await outcome(askToConfirm(await claimOf(id, hash), it().outbox.newAddress(), "en"));
      }
    };
    const others = [guesses(), guesses(), guesses()];
    if (by === "reset") await insist(() => resetPassword(token("password_reset"), NEW));
    if (by === "change") await insist(() => changePassword(claim, THEIRS, NEW));
    if (by === "link") expect(await redeemSignInLink(token("sign_in"))).toBe(id);
    isOver = true;
    await Promise.all(others);
    expect(await openSessions(id)).toHaveLength(by === "change" ? 1 : 0);
    const left = await it().rows("SELECT FROM one_time_link WHERE user_id = $1 AND used_at IS NULL", [id]);
    expect(left).toEqual([]);
  }
});

test("a link by mail that was used before a reset begins no session after it, nor in the same moment", async () => {
  for (let round = 0; round < 6; round++) {
    const email = it().outbox.newAddress();
    const id = await it().typed(email, await hashPassword(THEIRS));
    await mailSignInLinks(email, "en");
    await mailResetLinks(email, "en");
    const links = await it().rows("SELECT id, kind FROM one_time_link WHERE user_id = $1 ORDER BY kind", [id]);
    const [reset, linkId] = links.map((link) => String(link.id));
    // Its address is confirmed already, so the link itself ends nothing.
    await it().rows(`UPDATE "user" SET email_verified = now() WHERE id = $1`, [id]);
    expect(await redeemSignInLink(tokenOf("sign_in", linkId ?? ""))).toBe(id);
    const begin = () => beginSession({ userId: id, method: "mail", ...device, linkId });
    expect(await begin()).not.toBeNull();
    const [, begun] = await Promise.all([
      insist(() => resetPassword(tokenOf("password_reset", reset ?? ""), NEW)),
      begin(),
    ]);
    expect(await openSessions(id), `round ${round}, begun ${begun}`).toHaveLength(0);
    expect(await begin()).toBeNull();
  }
});

test("a link by mail that confirms its address ends what was there, but not itself", async () => {
  const email = it().outbox.newAddress();
  const id = await it().typed(email, await hashPassword(THEIRS));
  await mailSignInLinks(email, "en");
  const [link] = await it().rows("SELECT id FROM one_time_link WHERE user_id = $1", [id]);
  const linkId = String(link?.id);
  expect(await beginSession({ userId: id, method: "mail", ...device, linkId })).toBeNull();
  expect(await redeemSignInLink(tokenOf("sign_in", linkId))).toBe(id);
  expect(await beginSession({ userId: id, method: "mail", ...device, linkId })).not.toBeNull();
});

test("no session begins in an account that was deleted", async () => {
  const id = await it().confirmed();
  await it().rows(`UPDATE "user" SET deleted_at = now(), email = NULL WHERE id = $1`, [id]);
  expect(await beginSession({ userId: id, method: "github", ...device })).toBeNull();
});

test.each([
  ["reset", "typed", true],
  ["link", "typed", true],
  ["reset", "confirmed", false],
] as const)(
  "by a %s, open invitations of an account whose address was %s are revoked: %s",
  async (by, before, isRevoked) => {
    const email = it().outbox.newAddress();
    const id = await (before === "typed" ? it().typed(email, await hashPassword(THEIRS)) : it().confirmed(email));
    const workspaceId = await createWorkspace(id, "Where somebody was let in");
    const friend = { id: await it().typed(it().outbox.newAddress()) };
    await acceptInvitation(friend, await invite(id, workspaceId, { role: "admin", email: null }));
    const open = await invite(id, workspaceId, { role: "admin", email: null });
    await (by === "reset" ? mailResetLinks : mailSignInLinks)(email, "en");
    const [link] = await it().rows("SELECT id FROM one_time_link WHERE user_id = $1", [id]);
    const linkId = String(link?.id);
    expect(await countCoMembers(linkId)).toBe(isRevoked ? 1 : 0);
    await (by === "reset"
      ? insist(() => resetPassword(tokenOf("password_reset", linkId), NEW))
      : redeemSignInLink(tokenOf("sign_in", linkId)));
    expect((await findInvitation(open, null)) === null).toBe(isRevoked);
    const events = await it().rows(
      "SELECT event FROM security_event WHERE workspace_id = $1 AND event LIKE '%revoked'",
      [workspaceId],
    );
    expect(events).toHaveLength(isRevoked ? 1 : 0);
    // Who is in already stays: the holder decides.
    expect(await it().rows("SELECT FROM membership WHERE workspace_id = $1", [workspaceId])).toHaveLength(2);
  },
);
