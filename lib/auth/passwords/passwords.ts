import { createHmac, scrypt as scryptWithCallback, timingSafeEqual } from "node:crypto";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { hash, verify as verifyArgon2 } from "@node-rs/argon2";
import { verify as verifyBcrypt } from "@node-rs/bcrypt";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { ProductError } from "@/lib/errors";
import { gateOf } from "@/lib/gate";
import { log } from "@/lib/observe/log";
import { isPresent, nobodysLike, PRESENT, readHash, type StoredHash } from "./password-hash";

/** @throws ProductError overloaded */
export const hashPassword = (password: string): Promise<string> => inBounds(() => hash(password, PRESENT));

/**
 * A hash takes a core for some 30 ms. More at once than cores are no faster, and Node has four threads for them and for
 * reading files. A crowd waits for a moment.
 * @throws ProductError overloaded
 */
const inBounds = <T>(work: () => Promise<T>): Promise<T> =>
  gateOf("passwords", {
    atOnce: Math.min(3, availableParallelism()),
    waiting: 200,
    patienceMs: 1_000,
    usualMs: 30,
  }).run(work);

type Stored = { hash: string | null | undefined; userId?: string | undefined };

/**
 * Compares a password with stored hashes until one matches, in one turn: ours, or some from elsewhere (password-hash.ts).
 * Where one is missing, or can't be compared, it takes as long as with somebody's, and the answer is no.
 * @param address what a stranger typed to say whose password it is: the time tells them nothing of it
 * @returns the place of the one that matches; -1 for none
 * @throws ProductError overloaded
 */
export async function findMatch(password: string, stored: readonly Stored[], address?: string): Promise<number> {
  const decoy = await decoyFor(address);
  const compared = stored.map(({ hash: text, userId }) => {
    const known = text ? readHash(text) : decoy;
    if (!("problem" in known)) return known;
    reportOnce(userId, known.problem);
    return decoy;
  });
  return inBounds(async () => {
    for (const [place, one] of compared.entries()) if ((await isHashOf(one, password)) && one !== decoy) return place;
    return -1;
  });
}

/** The same, with one. */
export const verifyPassword = async (
  password: string,
  hash: string | null | undefined,
  { userId }: { userId?: string } = {},
): Promise<boolean> => (await findMatch(password, [{ hash, userId }])) === 0;

const scrypt = promisify<string, Buffer, number, object, Buffer>(scryptWithCallback);

async function isHashOf(stored: StoredHash, password: string): Promise<boolean> {
  try {
    if (stored.format === "argon2") return await verifyArgon2(stored.text, password);
    if (stored.format === "bcrypt") return await verifyBcrypt(password, stored.text);
    const { cost, salt, key } = stored;
    // What OpenSSL counts against it.
    const maxmem = 128 * cost.r * (cost.N + cost.p + 2);
    return timingSafeEqual(await scrypt(password, salt, key.length, { ...cost, maxmem }), key);
  } catch (error) {
    // The libraries refuse what looks like a hash and is none, such as one with too small a cost.
    log.error("A stored password can't be compared", { error });
    return false;
  }
}

let ours: Promise<string> | undefined;

const NEAREST = `
  SELECT COALESCE((SELECT hash FROM password_credential WHERE user_id >= $1 ORDER BY user_id LIMIT 1),
    (SELECT hash FROM password_credential ORDER BY user_id LIMIT 1)) AS hash`;

/**
 * What is compared for an address that nobody has. An older hash may take ten times as long as ours, so always ours would
 * tell that an address has another. So an address has the kind of hash of some account, always the same one.
 */
export async function decoyFor(address: string | undefined): Promise<StoredHash> {
  const like = readHash((address !== undefined && (await hashNear(address))) || "");
  if (!("problem" in like)) return readHash(nobodysLike(like.text)) as StoredHash;
  ours ??= hash("nobody's password", PRESENT);
  return { format: "argon2", text: await ours };
}

async function hashNear(address: string): Promise<string | null> {
  const [row] = await statement<{ hash: string | null }>("password_nearest", NEAREST, [idLike(address)]);
  return row?.hash ?? null;
}

/** An id that nobody can foresee. */
function idLike(address: string): string {
  const hex = createHmac("sha256", env().NEXTAUTH_SECRET).update(`decoy ${address}`).digest("hex");
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const reported = new Set<string>();
const MOST_REPORTED = 1_000;

/** Once in a process, because a stranger can cause it. */
function reportOnce(userId = "unknown", problem: string): void {
  if (reported.has(userId) || reported.size >= MOST_REPORTED) return;
  reported.add(userId);
  log.error(`The stored password of user ${userId} never matches: it ${problem}. A reset gives them another one.`);
}

// Only while it is the hash that was compared: the password may have been changed meanwhile.
const RENEW = `UPDATE password_credential SET hash = $3 WHERE user_id = $1 AND hash = $2 RETURNING hash`;
const KEPT = "SELECT hash FROM password_credential WHERE user_id = $1";

/** bcrypt looks at so many bytes. */
const BCRYPT_BYTES = 72;

/**
 * After a sign-in: keeps the password as this app does now, where it is kept as another one did. Nothing depends on it.
 * A longer password than bcrypt looks at stays, because nobody knows whether the rest of it was typed right.
 * @returns how it is kept now; what was compared, where it is another password by now
 */
export async function renewPassword(userId: string, password: string, stored: string): Promise<string> {
  if (isPresent(stored)) return stored;
  if (stored.startsWith("$2") && Buffer.byteLength(password) > BCRYPT_BYTES) return stored;
  try {
    const values = [userId, stored, await hashPassword(password)];
    const [renewed] = await statement<{ hash: string }>("password_renew", RENEW, values);
    if (renewed) return renewed.hash;
    // Another sign-in of the same person may have renewed it.
    const [kept] = await statement<{ hash: string }>("password_kept", KEPT, [userId]);
    if (kept && (await verifyPassword(password, kept.hash, { userId }))) return kept.hash;
  } catch (error) {
    // The next sign-in does it.
    if (!(error instanceof ProductError)) log.warn("A password's hash was not renewed", { error });
  }
  return stored;
}
