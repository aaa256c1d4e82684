import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { addressState, askToConfirm } from "@/lib/auth/addresses/address";
import { findConfirmation } from "@/lib/auth/addresses/confirm";
import { findResetLink, mailResetLinks } from "@/lib/auth/links/reset-link";
import { signUp } from "@/lib/auth/sign-up/sign-up";
import { inSeconds, now, setClock } from "@/lib/clock";
import { acceptInvitation } from "@/lib/workspaces/accept";
import { createWorkspace } from "@/lib/workspaces/create";
import { invite } from "@/lib/workspaces/invitations";
import { claimOf } from "../../support/claim";
import { confirmAsHolder } from "../../support/confirm";
import { linksIn } from "../../support/mail";
import { type Outbox, startOutbox } from "../../support/outbox";
import { outcome } from "../workspaces/people";

let outbox: Outbox;
beforeAll(async () => {
  outbox = await startOutbox();
});
afterEach(() => setClock(null));
afterAll(() => outbox?.stop());

const rows = async (text: string, values: unknown[]) =>
  (await outbox.database.pool.query<Record<string, unknown>>(text, values)).rows;

async function person(confirmed = false, email: string | null = outbox.newAddress()) {
  const id = randomUUID();
  const at = confirmed ? new Date() : null;
  await rows(`INSERT INTO "user" (id, name, email, email_verified) VALUES ($1, 'Ada', $2, $3)`, [id, email, at]);
  return { id, name: "Ada", email };
}

const addressOf = async (id: string) => (await rows(`SELECT email FROM "user" WHERE id = $1`, [id]))[0]?.email;

/** What the newest mail to an address leads to. */
async function tokenTo(address: string): Promise<string> {
  await outbox.send();
  const links = outbox.mailbox.mailTo(address).flatMap(linksIn);
  const link = links.find((one) => one.includes("/confirm-address/"));
  return link?.split("/").at(-1) ?? "no mail";
}

async function asked(id: string, email: string): Promise<string> {
  await askToConfirm(await claimOf(id), email, "en");
  return tokenTo(email);
}

test("who signs up gets a mail that confirms the address, once", async () => {
  const email = outbox.newAddress();
  const id = (await signUp({ email, password: "seven quiet herons" })) ?? "";
  expect(await addressState(id)).toBe("unconfirmed");
  expect(await signUp({ email, password: "seven quiet herons" })).toBeNull();
  const token = await tokenTo(email);
  expect(outbox.mailbox.mailTo(email)).toHaveLength(1);
  expect(await findConfirmation(token)).toMatchObject({ email, before: email, name: null });
  expect(await confirmAsHolder(token)).toBe(id);
  expect(await addressState(id)).toBe("confirmed");
  expect(await outcome(confirmAsHolder(token))).toBe("link_not_valid");
  // It was theirs before, so nobody is told of a change.
  expect(await outbox.rows(email)).toHaveLength(1);
});

test("another address counts once its link is used; the one before is told, and its links are void", async () => {
  const ada = await person(true);
  const [before, after] = [ada.email ?? "", outbox.newAddress()];
  await mailResetLinks(before, "en");
  const reset = (await rows("SELECT id FROM one_time_link WHERE user_id = $1", [ada.id]))[0]?.id;
  const token = await asked(ada.id, after);
  expect(await addressOf(ada.id)).toBe(before);
  await confirmAsHolder(token, "de");
  expect([await addressOf(ada.id), await addressState(ada.id)]).toEqual([after, "confirmed"]);
  await outbox.send();
  expect(outbox.mailbox.mailTo(before)[0]?.subject).toMatch(/Adresse/);
  expect(await findResetLink(String(reset))).toBeNull();
  expect(await rows("SELECT FROM one_time_link WHERE user_id = $1 AND used_at IS NULL", [ada.id])).toEqual([]);
});

test("who confirms an address takes it from an account that never did, which keeps all else", async () => {
  const [squatter, holder] = [await person(false), await person(true)];
  const address = squatter.email ?? "";
  const workspaceId = await createWorkspace(squatter.id, "Theirs");
  const claim = await claimOf(squatter.id);
  await confirmAsHolder(await asked(holder.id, address));
  expect([await addressOf(holder.id), await addressOf(squatter.id)]).toEqual([address, null]);
  expect(await addressState(squatter.id)).toBe("missing");
  expect(
    await rows("SELECT role::text FROM membership WHERE user_id = $1 AND workspace_id = $2", [
      squatter.id,
      workspaceId,
    ]),
  ).toEqual([{ role: "owner" }]);
  const next = outbox.newAddress();
  await askToConfirm(claim, next, "en");
  await confirmAsHolder(await tokenTo(next));
  expect(await addressState(squatter.id)).toBe("confirmed");
});

test("an address that somebody has confirmed is theirs: no mail goes there, and a link from before is void", async () => {
  const [ada, holder] = [await person(), await person(true)];
  const address = outbox.newAddress();
  const token = await asked(ada.id, address);
  await confirmAsHolder(await asked(holder.id, address));
  expect(await outcome(confirmAsHolder(token))).toBe("link_not_valid");
  const mails = (await outbox.rows(address)).length;
  setClock(inSeconds(now(), 61));
  await askToConfirm(await claimOf(ada.id), address, "en");
  expect(await outbox.rows(address)).toHaveLength(mails);
  expect(await addressOf(ada.id)).toBe(ada.email);
});

test("of two who confirm one address at the same moment one has it", async () => {
  for (let round = 0; round < 5; round++) {
    const [ada, bob] = [await person(round % 2 === 0), await person()];
    const address = outbox.newAddress();
    const tokens = [await asked(ada.id, address), await asked(bob.id, address)];
    const results = await Promise.all(tokens.map((token) => outcome(confirmAsHolder(token))));
    expect([...results].sort()).toEqual(["done", "link_not_valid"]);
    const winner = results[0] === "done" ? ada : bob;
    expect(await rows(`SELECT id FROM "user" WHERE email = $1`, [address])).toEqual([{ id: winner.id }]);
  }
});

test("asking is limited, by person and by address, and takes an open session", async () => {
  const ada = await person();
  const claim = await claimOf(ada.id);
  for (let n = 0; n < 5; n++) await askToConfirm(claim, outbox.newAddress(), "en");
  expect(await outcome(askToConfirm(claim, outbox.newAddress(), "en"))).toBe("rate_limited");
  const bob = await person();
  const ended = { userId: bob.id, sessionId: randomUUID() };
  const address = outbox.newAddress();
  await askToConfirm(ended, address, "en");
  expect(await outbox.rows(address)).toEqual([]);
});

test("an invitation to an address takes that address confirmed", async () => {
  const owner = await person(true);
  const workspaceId = await createWorkspace(owner.id, "Team");
  const ada = await person();
  const token = await invite(owner.id, workspaceId, { role: "member", email: ada.email });
  expect(await outcome(acceptInvitation(ada, token))).toBe("address_not_confirmed");
  await confirmAsHolder(await asked(ada.id, ada.email ?? ""));
  await acceptInvitation(ada, token);
  const anyone = await invite(owner.id, workspaceId, { role: "member", email: null });
  await acceptInvitation(await person(), anyone);
});
