import { domainToASCII } from "node:url";
import { z } from "zod";

const NOT_AN_ADDRESS = "must be an e-mail address";

/** Full-width letters, signs and digits are typed where the language has them; they mean the plain ones. */
const inPlainWidth = (text: string): string =>
  text.replaceAll(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfe_e0));

// The Kelvin sign, the Greek question mark and a Greek accent: to Unicode the same as K, a semicolon and a grave accent.
const LIKE_ASCII = /([\u212a\u037e\u1fef])/;

/**
 * Mail servers keep letters apart (RFC 6532): ſam@ and sam@ are two people. So no other letter becomes an ASCII one, as it
 * would by NFKC; lower case and one form for accents is all.
 */
const plainLocalPart = (text: string): string =>
  text
    .split(LIKE_ASCII)
    .map((part) => (LIKE_ASCII.test(part) ? part : part.normalize("NFC").toLowerCase().normalize("NFC")))
    .join("");

/** As DNS has it: bücher.de is xn--bcher-kva.de. What DNS can't name stays as it was typed, and is refused as no address. */
function plainDomain(text: string): string {
  const domain = text.normalize("NFKC").toLowerCase();
  return /[^\p{ASCII}]/u.test(domain) ? domainToASCII(domain) || domain : domain;
}

/**
 * The one form in which e-mail addresses are kept and compared: without blanks around it or letters that nobody sees, in
 * lower case, with full-width letters as plain ones, and the domain as DNS has it. Addresses that differ only so are one
 * account, one invitation and one limit.
 */
export function normalizeEmail(typed: string): string {
  const text = inPlainWidth(typed.replaceAll(/\p{Cf}/gu, "")).trim();
  const at = text.lastIndexOf("@");
  return at < 0 ? plainLocalPart(text) : `${plainLocalPart(text.slice(0, at))}@${plainDomain(text.slice(at + 1))}`;
}

/** Whether two addresses, from wherever, are the same one. */
export const isSameEmail = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && normalizeEmail(one) === normalizeEmail(other);

/** An address from a form, a request or a provider, in the form in which it is kept. */
export const emailField = z
  .string({ error: NOT_AN_ADDRESS })
  .max(1_000, { error: NOT_AN_ADDRESS })
  .transform(normalizeEmail)
  .pipe(z.email({ error: NOT_AN_ADDRESS }).max(254, { error: NOT_AN_ADDRESS }));
