import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Random letters and digits. 62 does not divide 256. The high bytes are dropped so that none is favored. */
export function token(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
    }
  }
  return text;
}

// Older kinds of object have 14 characters after the prefix, newer ones 24 that begin with 1 (recorded answers).
const SHORT = new Set(["cus", "prod", "si"]);

export function newId(prefix: string): string {
  if (prefix === "cs") return `cs_test_a1${token(56)}`;
  return `${prefix}_${SHORT.has(prefix) ? token(14) : `1${token(23)}`}`;
}
