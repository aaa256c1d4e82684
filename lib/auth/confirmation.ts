import { randomUUID } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import type { Language } from "@/lib/languages.mjs";
import type { NewMail } from "@/lib/mail/queue";
import { LINKS } from "./links";

const KIND = "address_confirmation";

/** The row of a link to confirm an address, and the mail that carries it. */
export function newConfirmation(email: string, language: Language) {
  const [id, createdAt] = [randomUUID(), now()];
  const minutes = LINKS[KIND].minutesValid;
  const link = { id, kind: KIND, email, createdAt, expiresAt: inSeconds(createdAt, minutes * 60) };
  const mail: NewMail = { kind: KIND, key: `${KIND} ${id}`, to: email, language, data: { linkId: id, minutes } };
  return { link, mail };
}
