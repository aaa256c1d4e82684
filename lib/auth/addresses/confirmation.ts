import { randomUUID } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import type { Language } from "@/lib/languages.mjs";
import type { NewMail } from "@/lib/mail/queue";
import { LINKS } from "../links/links";

const KIND = "address_confirmation";

/** Which account a mail is about, where an address has several. */
export type Which = { name: string | null; createdAt: Date };

/** The row of a link to confirm an address, and the mail that carries it. */
export function newConfirmation(email: string, language: Language) {
  const [id, createdAt] = [randomUUID(), now()];
  const minutes = LINKS[KIND].minutesValid;
  const link = { id, kind: KIND, email, createdAt, expiresAt: inSeconds(createdAt, minutes * 60) };
  /** @param which said in the mail, where other accounts name the address too */
  const mail = (which?: Which): NewMail => ({
    kind: KIND,
    key: `${KIND} ${id}`,
    to: email,
    language,
    data: {
      linkId: id,
      minutes,
      ...(which && { account: { name: which.name, createdAt: which.createdAt.toISOString() } }),
    },
  });
  return { link, mail };
}
