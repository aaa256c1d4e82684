import { randomUUID } from "node:crypto";
import { hash as argon2 } from "@node-rs/argon2";
import { hash as bcrypt } from "@node-rs/bcrypt";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkCredentials } from "@/lib/auth/credentials";
import { changePassword, confirmPassword } from "@/lib/auth/passwords/password-change";
import { isPresent } from "@/lib/auth/passwords/password-hash";
import { decoyFor, renewPassword } from "@/lib/auth/passwords/passwords";
import { isOpen } from "@/lib/auth/sessions";
import { setLogWriter } from "@/lib/observe/log";
import { claimOf } from "../../support/claim";
import { ARGON2_VECTORS, bcrypt as bcryptOf, BCRYPT_VECTORS, SCRYPT_VECTORS } from "../../support/hashes";
import { until } from "../../support/integration";
import { outcome } from "../workspaces/people";
import { insist, useAccounts } from "./people";

const accounts = useAccounts();
const origin = { networkAddress: "192.0.2.7", deviceId: null };

const signIn = (email: string, password: string) => insist(() => checkCredentials(email, password, origin));
const pool = () => accounts().database.pool;

/** Somebody whose password another system kept. */
async function imported(hash: string) {
  const person = await accounts().person({ hasPassword: false });
  await pool().query("INSERT INTO password_credential (user_id, hash) VALUES ($1, $2)", [person.id, hash]);
  return person;
}

const storedOf = async (id: string): Promise<string> =>
  (await pool().query<{ hash: string }>("SELECT hash FROM password_credential WHERE user_id = $1", [id])).rows[0]
    ?.hash ?? "";

/** What the product logs while the test runs. */
function heard(): string[] {
  const lines: string[] = [];
  setLogWriter((level, message, fields) => void lines.push(`${level} ${message} ${JSON.stringify(fields)}`));
  onTestFinished(() => setLogWriter(undefined));
  return lines;
}

const [oldArgon2 = ["", ""]] = ARGON2_VECTORS;
const [oldBcrypt = ["", ""]] = BCRYPT_VECTORS;
const [oldScrypt = ["", ""]] = SCRYPT_VECTORS;

describe("a password that another system kept", () => {
  test.each([
    ["argon2", oldArgon2],
    ["bcrypt", oldBcrypt],
    ["scrypt", oldScrypt],
  ])(
    "as %s signs in, and is kept as ours from then on, with the sessions that there are",
    async (_, [password, hash]) => {
      const ada = await imported(hash);
      const claim = await claimOf(ada.id);
      expect(await signIn(ada.email, `${password}.`)).toBeNull();
      expect(await storedOf(ada.id)).toBe(hash);
      await confirmPassword(claim, password);
      expect(await storedOf(ada.id)).toBe(hash);
      expect(await signIn(ada.email, password)).toMatchObject({ id: ada.id, email: ada.email });
      const renewed = await storedOf(ada.id);
      expect([isPresent(renewed), await isOpen(claim)]).toEqual([true, true]);
      expect(await signIn(ada.email, password)).toMatchObject({ id: ada.id, email: ada.email });
      expect(await storedOf(ada.id)).toBe(renewed);
      expect(await signIn(ada.email, `${password}.`)).toBeNull();
    },
  );

  test("is renewed from other parameters of Argon2id too, and ours never is", async () => {
    const [bob, ada] = [await imported(await argon2("a swift dove", { timeCost: 1 })), await accounts().person()];
    await signIn(bob.email, "a swift dove");
    expect(isPresent(await storedOf(bob.id))).toBe(true);
    const before = await storedOf(ada.id);
    await signIn(ada.email, "a mild tuesday in april");
    expect(await storedOf(ada.id)).toBe(before);
  });

  test("in bcrypt signs in by its first 72 bytes, and a longer one stays as it is", async () => {
    const [short, long] = ["ä".repeat(36), "ä".repeat(50)];
    const [ada, bob] = [await imported(await bcrypt(short, 4)), await imported(await bcrypt(long, 4))];
    await signIn(ada.email, short);
    expect(isPresent(await storedOf(ada.id))).toBe(true);
    const before = await storedOf(bob.id);
    expect(await signIn(bob.email, `${short}mistyped`)).not.toBeNull();
    expect([await storedOf(bob.id), await signIn(bob.email, long)]).toEqual([before, expect.anything()]);
  });

  test.each([
    ["of an unknown kind", "5f4dcc3b5aa765d61d8327deb882cf99", "password"],
    ["beyond the bounds", bcryptOf(31), "U*U"],
    ["cut off", oldBcrypt[1].slice(0, -1), "U*U"],
  ])("that is %s never signs in; the log names its user once, and not the hash", async (_, hash, password) => {
    const ada = await imported(hash);
    const claim = await claimOf(ada.id);
    const lines = heard();
    for (let n = 0; n < 2; n++) expect(await signIn(ada.email, password)).toBeNull();
    expect(await outcome(confirmPassword(claim, password))).toBe("wrong_password");
    expect(await storedOf(ada.id)).toBe(hash);
    expect(lines.filter((line) => line.includes(ada.id))).toEqual([
      expect.stringMatching(/^error The stored password/),
    ]);
    expect(lines.join()).not.toContain(hash.slice(0, 12));
  });
});

describe("renewing", () => {
  test("leaves a password alone that was changed meanwhile", async () => {
    const ada = await imported(oldBcrypt[1]);
    await changePassword(await claimOf(ada.id), oldBcrypt[0], "seven quiet herons");
    await renewPassword(ada.id, oldBcrypt[0], oldBcrypt[1]);
    expect(await signIn(ada.email, oldBcrypt[0])).toBeNull();
    expect(await signIn(ada.email, "seven quiet herons")).not.toBeNull();
  });

  test("between the look at a password and its change keeps no one from changing it", async () => {
    const ada = await imported(oldBcrypt[1]);
    const claim = await claimOf(ada.id);
    const holder = await pool().connect();
    await holder.query("BEGIN");
    await holder.query(`SELECT FROM "user" WHERE id = $1 FOR UPDATE`, [ada.id]);
    const changing = outcome(changePassword(claim, oldBcrypt[0], "seven quiet herons"));
    await until("the change waits for the user's row", async () => {
      const waiting = `SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO password_credential AS p%'`;
      return (await pool().query(waiting)).rowCount === 1;
    });
    await renewPassword(ada.id, oldBcrypt[0], oldBcrypt[1]);
    await holder.query("COMMIT");
    holder.release();
    expect(await changing).toBe("done");
    expect(await signIn(ada.email, "seven quiet herons")).not.toBeNull();
  });

  test("that fails fails no sign-in", async () => {
    const ada = await imported(oldBcrypt[1]);
    await pool().query(`
      CREATE FUNCTION no_renewal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room on the disk'; END $$;
      CREATE TRIGGER no_renewal BEFORE UPDATE ON password_credential FOR EACH ROW EXECUTE FUNCTION no_renewal()`);
    const lines = heard();
    expect(await signIn(ada.email, oldBcrypt[0])).toMatchObject({ id: ada.id });
    await pool().query("DROP FUNCTION no_renewal CASCADE");
    expect(await storedOf(ada.id)).toBe(oldBcrypt[1]);
    expect(lines).toEqual([expect.stringMatching(/^warn A password's hash was not renewed/)]);
  });
});

describe("an address that nobody has", () => {
  /** The accounts that there are, by what their passwords are kept as. Ids are as random as in life. */
  async function kept(...hashes: string[]) {
    await pool().query("DELETE FROM password_credential");
    for (const hash of hashes) await imported(hash);
  }

  test("is compared as some account is, always the same one, and never with its hash", async () => {
    const ours = await argon2("ours");
    const hashes = Array.from({ length: 60 }, (_, n) => [ours, oldBcrypt[1], oldScrypt[1]][n % 3] ?? "");
    await kept(...hashes);
    const decoys = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const [first, second] = [await decoyFor(`nobody-${n}@example.com`), await decoyFor(`nobody-${n}@example.com`)];
        expect(first.text.slice(0, 20)).toBe(second.text.slice(0, 20));
        expect(hashes).not.toContain(first.text);
        return first.format;
      }),
    );
    expect(new Set(decoys)).toEqual(new Set(["argon2", "bcrypt", "scrypt"]));
  });

  test("takes as much work as one with a slow hash, where all have one", async () => {
    const hash = bcryptOf(10);
    await kept(hash, hash);
    const ada = await accounts().person();
    // Processor time, which what else the machine does makes no longer.
    const work = async (email: string) => {
      const before = process.cpuUsage();
      await insist(() => checkCredentials(email, "a guess", { networkAddress: randomUUID(), deviceId: null }));
      return process.cpuUsage(before).user;
    };
    const least = async (email: string) => Math.min(await work(email), await work(email), await work(email));
    const ours = await least(ada.email);
    // An address is like any account, so none may be left that isn't slow.
    await pool().query("UPDATE password_credential SET hash = $1", [hash]);
    const nobody = "nobody-at-all@example.com";
    expect((await decoyFor(nobody)).text.slice(0, 29)).toBe(hash.slice(0, 29));
    for (const email of [ada.email, nobody]) expect((await least(email)) / ours).toBeGreaterThan(2);
  });
});
