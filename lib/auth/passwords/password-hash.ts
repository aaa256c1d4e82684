import { randomBytes } from "node:crypto";

/** A stored hash as far as it can be read without the password. `text` is the hash itself. */
export type StoredHash =
  | { format: "argon2"; text: string }
  | { format: "bcrypt"; text: string }
  | { format: "scrypt"; text: string; cost: { N: number; r: number; p: number }; salt: Buffer; key: Buffer };

/** Argon2id with OWASP's first recommendation: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
export const PRESENT = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const OURS = new RegExp(
  `^\\$argon2id\\$v=19\\$m=${PRESENT.memoryCost},t=${PRESENT.timeCost},p=${PRESENT.parallelism}\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}$`,
);

/** Whether a hash is as this app makes them now. Any other is renewed at the next sign-in. */
export const isPresent = (text: string): boolean => OURS.test(text);

// What one sign-in may take. A stranger causes it by naming an address, and up to three run at once.
const MOST_MIB = 128;
const MOST_WORK_MIB = 1024; // memory times passes: a second or two
const MOST_LANES = 16;
const MOST_BCRYPT_COST = 14;

const ARGON2 =
  /^\$argon2(?:id|i|d)\$(?:v=(16|19)\$)?m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const SCRYPT = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([A-Za-z0-9+/]{2,86})\$([A-Za-z0-9+/]{22,86})$/;

/**
 * Reads a hash in one of the usual formats: Argon2 and scrypt in the PHC string format, and bcrypt's own.
 * https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
 * @returns what is wrong with it, as the end of a sentence, for one that never verifies
 */
export function readHash(text: string): StoredHash | { problem: string } {
  const argon2 = ARGON2.exec(text);
  if (argon2) {
    const [memory = 0, passes = 0, lanes = 0] = argon2.slice(2).map(Number);
    // https://www.rfc-editor.org/rfc/rfc9106#section-3.1
    if (passes < 1 || lanes < 1 || memory < 8 * lanes) return TOO_LITTLE;
    return tooMuch(memory / 1024, passes, lanes) ?? { format: "argon2", text };
  }
  const bcrypt = BCRYPT.exec(text);
  if (bcrypt) {
    const cost = Number(bcrypt[1]);
    return cost >= 4 && cost <= MOST_BCRYPT_COST
      ? { format: "bcrypt", text }
      : { problem: `has a cost of ${cost}; 4 to ${MOST_BCRYPT_COST} are allowed` };
  }
  const scrypt = SCRYPT.exec(text);
  if (!scrypt) return { problem: "is no hash of Argon2, bcrypt or scrypt" };
  const [ln = 0, r = 0, p = 0] = scrypt.slice(1, 4).map(Number);
  const [salt, key] = scrypt.slice(4).map((part) => Buffer.from(part, "base64")) as [Buffer, Buffer];
  const cost = { N: 2 ** ln, r, p };
  // https://www.rfc-editor.org/rfc/rfc7914#section-6
  if (ln < 1 || r < 1 || p < 1 || ln >= 16 * r) return TOO_LITTLE;
  // It writes all of its memory, and then reads all of it.
  return tooMuch((128 * cost.N * r) / 2 ** 20, 2 * p, p) ?? { format: "scrypt", text, cost, salt, key };
}

const TOO_LITTLE = { problem: "has parameters that are too small" };

function tooMuch(mib: number, passes: number, lanes: number): { problem: string } | null {
  if (mib > MOST_MIB) return { problem: `needs ${Math.ceil(mib)} MiB of memory; at most ${MOST_MIB} are allowed` };
  if (mib * passes > MOST_WORK_MIB || lanes > MOST_LANES) return { problem: "takes too long to compare" };
  return null;
}

/**
 * A hash that no password has, and that takes as long to compare as the given one: its parameters and salt with another
 * end, but for the last character, which can't be any.
 */
export function nobodysLike(text: string): string {
  const from = text.startsWith("$2") ? text.length - 31 : text.lastIndexOf("$") + 1;
  const noise = randomBytes(64).toString("hex");
  return text.slice(0, from) + noise.slice(0, text.length - from - 1) + text.slice(-1);
}
