import { createHmac, hkdfSync } from "node:crypto";
import { env } from "@/lib/env";

// What the trial ledger keeps of a person: docs/decisions/015-one-trial.md.

/**
 * An e-mail address as its provider distinguishes addresses. Case and surrounding blanks make no difference. At Gmail
 * neither do dots (https://support.google.com/mail/answer/7436150), nor what follows a plus sign
 * (https://support.google.com/a/users/answer/9282734), and googlemail.com is gmail.com
 * (https://support.google.com/mail/answer/10313). Elsewhere only the provider can interpret what is before the @ (RFC
 * 5321, section 2.3.11), so it stays as it is.
 */
export function normalizedEmail(email: string): string {
  const whole = email.trim().toLowerCase();
  const at = whole.lastIndexOf("@");
  const [local, domain] = [whole.slice(0, at), whole.slice(at + 1)];
  if (at < 1 || (domain !== "gmail.com" && domain !== "googlemail.com")) return whole;
  return `${local.split("+")[0]?.replaceAll(".", "")}@gmail.com`;
}

export const hashOfEmail = (email: string): string => hash("e-mail", normalizedEmail(email));

/** @param fingerprint Stripe's, of a card's or an account's number: the same for every customer */
export const hashOfCard = (fingerprint: string): string => hash("card", fingerprint);

function hash(kind: string, value: string): string {
  const key = Buffer.from(hkdfSync("sha256", env().NEXTAUTH_SECRET, "", "ledger of trials", 32));
  return createHmac("sha256", key).update(`${kind}\n${value}`).digest("base64url");
}
