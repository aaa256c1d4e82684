import { domainToASCII } from "node:url";
import { z } from "zod";

const NOT_AN_ADDRESS = "must be an e-mail address";

/**
 * The one form in which e-mail addresses are kept and compared: without blanks around it or letters that nobody sees, in
 * lower case, each letter in its plain form (NFKC, so a full-width "ａ" is an "a"), and the domain as DNS has it (bücher.de
 * is xn--bcher-kva.de). Addresses that differ only so are one account, one invitation and one limit.
 */
export function normalizeEmail(typed: string): string {
  const plain = typed.normalize("NFKC").replaceAll(/\p{Cf}/gu, "");
  const text = plain.trim().toLowerCase();
  const at = text.lastIndexOf("@");
  const domain = text.slice(at + 1);
  // What DNS can't name stays as it was typed, and is refused as no address.
  const isForeign = at >= 0 && /[^\p{ASCII}]/u.test(domain);
  return isForeign ? `${text.slice(0, at)}@${domainToASCII(domain) || domain}` : text;
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
