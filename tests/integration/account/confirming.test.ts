import { expect, test } from "vitest";
import { addressState, askToConfirm } from "@/lib/auth/addresses/address";
import { confirmAddress, findConfirmation, isConfirmedAlready, type Proof } from "@/lib/auth/addresses/confirm";
import { tokenOf } from "@/lib/auth/links/links";
import { mailSignInLinks, redeemSignInLink } from "@/lib/auth/links/mail-link";
import { resetPassword } from "@/lib/auth/links/reset";
import { mailResetLinks } from "@/lib/auth/links/reset-link";
import { hashPassword } from "@/lib/auth/passwords/passwords";
import { endAllBut } from "@/lib/auth/sessions";
import type { Claim } from "@/lib/claim";
import { inSeconds, now, setClock } from "@/lib/clock";
import { claimOf } from "../../support/claim";
import { confirmAsHolder } from "../../support/confirm";
import { queued } from "../../support/queued";
import { outcome } from "../workspaces/people";
import { insist } from "./people";
import { useSharing } from "./several";

const it = useSharing();
const THEIRS = "a mild tuesday in april";
const NEW = "seven quiet herons";
const NOBODY: Proof = { claim: null, password: null };

const linkOf = async (userId: string, kind: "address_confirmation" | "password_reset" | "sign_in"): Promise<string> => {
  const text = `SELECT id FROM one_time_link WHERE user_id = $1 AND kind = $2 ORDER BY created_at DESC LIMIT 1`;
  const [link] = await it().rows(text, [userId, kind]);
  return tokenOf(kind, String(link?.id));
};

/** A stranger signed up with somebody's address, and its holder opens the stranger's link. */
async function squatted() {
  const email = it().outbox.newAddress();
  const id = (await it().signUp(email, THEIRS, "Mallory")) ?? "";
  return { email, id, token: await linkOf(id, "address_confirmation") };
}

const confirm = (token: string, proof: Partial<Proof>) =>
  insist(() => outcome(confirmAddress(token, "en", { ...NOBODY, ...proof })));

test("the holder of a mailbox confirms nobody else's account: that takes its session or its password", async () => {
  const { email, id, token } = await squatted();
  const [holder, other] = [await it().confirmed(), await claimOf(id)];
  const ended: Claim = await claimOf(id);
  await endAllBut(other);
  const tries: [Partial<Proof>, string][] = [
    [{}, "unauthenticated"],
    [{ claim: await claimOf(holder) }, "unauthenticated"],
    [{ claim: ended }, "unauthenticated"],
    [{ claim: { userId: id, sessionId: (await claimOf(holder)).sessionId } }, "unauthenticated"],
    [{ password: "" }, "wrong_password"],
    [{ password: NEW }, "wrong_password"],
    [{ password: NEW, claim: await claimOf(holder) }, "wrong_password"],
  ];
  for (const [proof, expected] of tries) expect(await confirm(token, proof)).toBe(expected);
  expect(await it().namesOf(email)).toEqual([{ id, confirmed: false }]);
  expect(await confirm(token, { password: THEIRS })).toBe("done");
  expect(await it().namesOf(email)).toEqual([{ id, confirmed: true }]);
});

test("where they are signed in to the account, its people need no password; the page knows whether there is one", async () => {
  const { id, token } = await squatted();
  expect(await findConfirmation(token)).toMatchObject({ userId: id, hasPassword: true });
  expect(JSON.stringify(await findConfirmation(token))).not.toContain("argon2");
  expect(await confirm(token, { claim: await claimOf(id) })).toBe("done");
  const typed = it().outbox.newAddress();
  const provided = await it().typed(typed);
  await askToConfirm(await claimOf(provided), typed, "en");
  const link = await linkOf(provided, "address_confirmation");
  expect(await findConfirmation(link)).toMatchObject({ hasPassword: false });
  expect(await confirm(link, { password: "" })).toBe("unauthenticated");
  expect(await confirm(link, { claim: await claimOf(provided) })).toBe("done");
});

test("the holder sets a new password instead: the stranger is out, and the address is the holder's", async () => {
  const { email, id } = await squatted();
  const stranger = await claimOf(id);
  await mailResetLinks(email, "en");
  await insist(async () => resetPassword(await linkOf(id, "password_reset"), NEW));
  expect(await it().namesOf(email)).toEqual([{ id, confirmed: true }]);
  expect(await it().opens(email, THEIRS)).toBeNull();
  expect(await it().rows("SELECT FROM session WHERE id = $1 AND ended_at IS NULL", [stranger.sessionId])).toEqual([]);
});

test("a password that is changed while it is compared proves nothing", async () => {
  const { email, id, token } = await squatted();
  const hash = await hashPassword(NEW);
  const [outcome] = await queued(
    it().outbox.database.pool,
    ["SELECT lock_addresses(ARRAY[$1::text])", [email]],
    [() => confirm(token, { password: THEIRS })],
    () => it().rows("UPDATE password_credential SET hash = $2 WHERE user_id = $1", [id, hash]),
  );
  expect(outcome).toBe("wrong_password");
  expect(await addressState(id)).toBe("unconfirmed");
});

test("ten wrong passwords at a link are looked at in a quarter of an hour, and the account's sign-in isn't held up", async () => {
  const { email, id, token } = await squatted();
  setClock(now());
  for (let n = 0; n < 10; n++) expect(await confirm(token, { password: `guess ${n}` })).toBe("wrong_password");
  expect(await confirm(token, { password: THEIRS })).toBe("rate_limited");
  expect(await it().opens(email, THEIRS)).toBe(id);
  setClock(inSeconds(now(), 15 * 60 + 1));
  expect(await confirm(token, { password: THEIRS })).toBe("done");
});

test("a link says that its account has confirmed the address, however it did, and never of another account's", async () => {
  const { email, id, token } = await squatted();
  const holder = await it().signUp(email, NEW, "Ada");
  const others = await linkOf(holder ?? "", "address_confirmation");
  expect(await isConfirmedAlready(token)).toBe(false);
  await mailResetLinks(email, "en");
  await insist(async () => resetPassword(await linkOf(id, "password_reset"), NEW));
  expect([await isConfirmedAlready(token), await isConfirmedAlready(others)]).toEqual([true, false]);
  expect(await isConfirmedAlready(token.slice(0, -1))).toBe(false);
  expect(await findConfirmation(others)).toBeNull();
});

test("the mail is sent again once a minute, and five times an hour", async () => {
  const id = await it().typed(it().outbox.newAddress());
  const claim = await claimOf(id);
  const [email, another] = [it().outbox.newAddress(), it().outbox.newAddress()];
  const ask = (to: string) => outcome(askToConfirm(claim, to, "en", true));
  const at = now();
  const after = (seconds: number) => setClock(inSeconds(at, seconds));
  after(0);
  expect([await ask(email), await ask(email), await ask(another)]).toEqual(["done", "rate_limited", "done"]);
  after(59);
  expect(await ask(email)).toBe("rate_limited");
  for (const seconds of [60, 120, 180]) {
    after(seconds);
    expect(await ask(email)).toBe("done");
  }
  after(240);
  expect(await ask(email)).toBe("rate_limited");
  after(3601);
  expect(await ask(email)).toBe("done");
  expect(await it().outbox.rows(email)).toHaveLength(5);
});

/** Somebody signed up with the address of another account, which begins to pay afterwards. */
async function paysLater() {
  const email = it().outbox.newAddress();
  const payer = (await it().signUp(email, THEIRS, "Payer")) ?? "";
  const other = (await it().signUp(email, NEW)) ?? "";
  await it().pays(payer);
  expect(await addressState(payer)).toBe("unconfirmed");
  return { email, payer, other };
}

test.each(["confirmation", "reset", "link"] as const)(
  "who began to pay after somebody asked for their address is told before it is taken, by a %s too",
  async (way) => {
    const { email, payer, other } = await paysLater();
    if (way === "reset") await mailResetLinks(email, "en");
    if (way === "link") await mailSignInLinks(email, "en");
    const take = {
      confirmation: async () => confirmAsHolder(await linkOf(other, "address_confirmation")),
      reset: async () => insist(async () => resetPassword(await linkOf(other, "password_reset"), THEIRS)),
      link: async () => redeemSignInLink(await linkOf(other, "sign_in")),
    }[way];
    expect(await outcome(take())).toBe("address_contested");
    expect(await it().namesOf(email)).toHaveLength(2);
    expect(await addressState(payer)).toBe("contested");
    expect((await it().kindsAbout(payer)).filter((kind) => kind === "address_contested")).toHaveLength(1);
    expect(await outcome(take())).toBe("done");
    expect(await it().namesOf(email)).toEqual([{ id: other, confirmed: true }]);
  },
);

test("who pays is asked nothing when they confirm their own address", async () => {
  const { email, payer } = await paysLater();
  await confirmAsHolder(await linkOf(payer, "address_confirmation"));
  expect(await it().namesOf(email)).toEqual([{ id: payer, confirmed: true }]);
});
