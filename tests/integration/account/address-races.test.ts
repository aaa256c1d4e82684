import fc from "fast-check";
import { beforeAll, expect, test, vi } from "vitest";
import { admit, SignInRefused, userOfAccount } from "@/lib/auth/providers/accounts";
import { askToConfirm } from "@/lib/auth/addresses/address";
import { tokenOf } from "@/lib/auth/links/links";
import { mailSignInLinks, redeemSignInLink } from "@/lib/auth/links/mail-link";
import { hashPassword } from "@/lib/auth/passwords/passwords";
import { resetPassword } from "@/lib/auth/links/reset";
import { mailResetLinks } from "@/lib/auth/links/reset-link";
import { setClock } from "@/lib/clock";
import { linkNotValid } from "@/lib/auth/errors";
import { claimOf } from "../../support/claim";
import { confirmAsHolder } from "../../support/confirm";
import { outcome } from "../workspaces/people";
import { insist } from "./people";
import { useSharing } from "./several";

vi.setConfig({ testTimeout: 120_000 });

const it = useSharing();
const PASSWORDS = ["a mild tuesday in april", "seven quiet herons"] as const;
let hashes: [string, string];
beforeAll(async () => {
  hashes = [await hashPassword(PASSWORDS[0]), await hashPassword(PASSWORDS[1])];
});

/** An address that two accounts typed, and which a third, with another address, has asked for; links for all of them. */
async function contest() {
  const email = it().outbox.newAddress();
  const [first, second] = [await it().typed(email, hashes[0]), await it().typed(email, hashes[1])];
  const third = await it().confirmed();
  for (const id of [first, second, third]) await askToConfirm(await claimOf(id), email, "en");
  await mailResetLinks(email, "en");
  await mailSignInLinks(email, "en");
  const links = await it().rows("SELECT id, kind, user_id FROM one_time_link WHERE email = $1 AND used_at IS NULL", [
    email,
  ]);
  const token = (userId: string | null, kind: "address_confirmation" | "password_reset" | "sign_in") =>
    tokenOf(kind, String(links.find((one) => one.user_id === userId && one.kind === kind)?.id));
  const confirm = (userId: string | null) => () => confirmAsHolder(token(userId, "address_confirmation"));
  const reset = (userId: string | null) => () =>
    insist(() => resetPassword(token(userId, "password_reset"), `reset heron of ${userId}`));
  const signIn = (userId: string) => async () => {
    if ((await redeemSignInLink(token(userId, "sign_in"))) === null) throw linkNotValid();
  };
  const said = { provider: "github", providerAccountId: email, name: "Ada", email, emailVerified: true };
  return {
    email,
    first,
    second,
    ways: {
      confirmFirst: confirm(first),
      confirmSecond: confirm(second),
      confirmThird: confirm(third),
      resetFirst: reset(first),
      resetSecond: reset(second),
      linkFirst: signIn(first),
      linkSecond: signIn(second),
      provider: () => admit(said, "en", () => Promise.resolve()),
      signUp: () => it().signUp(email, "a new heron"),
      signUpAgain: () => it().signUp(email, "a newer heron"),
    } satisfies Record<string, () => Promise<unknown>>,
  };
}

type Way = keyof Awaited<ReturnType<typeof contest>>["ways"];
const WAYS: Way[] = [
  "confirmFirst",
  "confirmSecond",
  "confirmThird",
  "resetFirst",
  "resetSecond",
  "linkFirst",
  "linkSecond",
  "provider",
  "signUp",
  "signUpAgain",
];
const isProof = (way: Way) => !way.startsWith("signUp");

/** Does these at the same moment, and looks at whose the address is then. */
async function race(chosen: readonly Way[]): Promise<void> {
  const { email, first, second, ways } = await contest();
  const results = await Promise.all(chosen.map((way) => outcome(ways[way]())));
  const proofs = results.filter((_, n) => isProof(chosen[n] ?? "signUp"));
  // A reset and a link by mail end the sessions by which an account's own link is confirmed.
  const mayEnd = ["done", "link_not_valid", "unauthenticated"];
  expect(results.filter((one) => !mayEnd.includes(one))).toEqual([]);
  const holders = await it().namesOf(email);
  if (proofs.length === 0) {
    expect(holders).toEqual([first, second].map((id) => ({ id, confirmed: false })));
  } else {
    expect(proofs).toContain("done");
    expect(holders).toEqual([{ id: expect.any(String) as string, confirmed: true }]);
  }
  const holder = holders[0]?.id;
  if (chosen.includes("provider")) expect(await userOfAccount("github", email)).toBe(holder);
  expect([null, first]).toContain(await it().opens(email, PASSWORDS[0]));
  expect([null, second]).toContain(await it().opens(email, PASSWORDS[1]));
  if (chosen.includes("signUp")) expect(await it().opens(email, "a new heron")).toBeNull();
}

test.each<Way[][]>([
  [["confirmFirst", "confirmSecond"]],
  [["confirmFirst", "confirmThird"]],
  [["resetFirst", "resetSecond"]],
  [["linkFirst", "confirmSecond"]],
  [["provider", "confirmSecond"]],
  [["provider", "provider"]],
  [["provider", "resetFirst"]],
  [["signUp", "confirmFirst"]],
  [["signUp", "signUpAgain"]],
])("%j at the same moment: one has the address, and no password opens another's account", (ways) => race(ways));

test("whatever is done at the same moment, one has the address", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.constantFrom(...WAYS), { minLength: 3 }), (ways) => race(ways)),
    { numRuns: 6 },
  );
});

test("twenty sign-ups at once with one address and two passwords make two accounts", async () => {
  const email = it().outbox.newAddress();
  const passwords = Array.from({ length: 20 }, (_, n) => `quiet heron ${n % 2}`);
  const made = (await Promise.all(passwords.map((password) => it().signUp(email, password)))).filter(
    (id) => id !== null,
  );
  expect(made).toHaveLength(2);
  expect((await it().namesOf(email)).map(({ id }) => id).sort()).toEqual([...made].sort());
});

test("two who swap their addresses at the same moment both get the other's, or one finds the link void", async () => {
  for (let round = 0; round < 3; round++) {
    const [here, there] = [it().outbox.newAddress(), it().outbox.newAddress()];
    const ids = [await it().typed(here), await it().typed(there)] as const;
    await askToConfirm(await claimOf(ids[0]), there, "en");
    await askToConfirm(await claimOf(ids[1]), here, "en");
    const links = await it().rows(
      `SELECT l.id FROM one_time_link l JOIN "user" u ON u.id = l.user_id WHERE u.id = ANY($1) AND l.email <> u.email`,
      [ids],
    );
    const tokens = links.map(({ id }) => tokenOf("address_confirmation", String(id)));
    const results = await Promise.all(tokens.map((token) => outcome(confirmAsHolder(token))));
    expect(results.filter((one) => one === "done").length).toBeGreaterThan(0);
    for (const email of [here, there])
      expect((await it().namesOf(email)).length, `${email} after ${results.join(" and ")}`).toBeLessThanOrEqual(1);
  }
});

test("a provider's verified address waits a day for a plan's payer, who is told", async () => {
  const email = it().outbox.newAddress();
  const payer = await it().typed(email);
  await it().pays(payer);
  const said = { provider: "google", providerAccountId: email, name: "Ada", email, emailVerified: true };
  const come = () => admit(said, "en", () => Promise.resolve());
  const at = Date.now();
  setClock(new Date(at));
  await expect(come()).rejects.toThrow(new SignInRefused("address_contested"));
  setClock(new Date(at + 86_400_000 - 1));
  await expect(come()).rejects.toThrow(new SignInRefused("address_contested"));
  expect(await it().namesOf(email)).toEqual([{ id: payer, confirmed: false }]);
  expect((await it().kindsAbout(payer)).filter((kind) => kind === "address_contested").length).toBeGreaterThan(0);
  setClock(new Date(at + 86_400_000));
  const made = await come();
  expect(await it().namesOf(email)).toEqual([{ id: made, confirmed: true }]);
  expect(await it().rows("SELECT FROM stripe_user WHERE user_id = $1", [payer])).toHaveLength(1);
});
