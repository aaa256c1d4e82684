import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";
import { readUuid } from "@/lib/uuid";

/** What a link that works once is for: where it leads, and for how long. */
export const LINKS = {
  address_confirmation: { path: "/confirm-address", minutesValid: 24 * 60 },
  sign_in: { path: "/sign-in-by-mail", minutesValid: 15 },
  password_reset: { path: "/reset-password", minutesValid: 30 },
} as const;

export type LinkKind = keyof typeof LINKS;

/** Nobody but us can make it, so the database holds nothing that opens a link. */
const signatureOf = (kind: LinkKind, id: string): string =>
  createHmac("sha256", env().NEXTAUTH_SECRET).update(`one-time link\0${kind}\0${id}`).digest("base64url");

/** What the address of a link ends with. @param id of its row in `one_time_link` */
export const tokenOf = (kind: LinkKind, id: string): string => `${id}.${signatureOf(kind, id)}`;

/** The whole address of a link. @param id of its row in `one_time_link` */
export const linkTo = (kind: LinkKind, id: string): string =>
  `${env().FRONT_END_BASE_URL}${LINKS[kind].path}/${tokenOf(kind, id)}`;

/** @returns the id of the link's row; null for what we didn't make */
export function linkIdIn(kind: LinkKind, token: string): string | null {
  const [given = "", signature = ""] = token.split(".", 2);
  const id = readUuid(given);
  if (!id || token !== `${given}.${signature}`) return null;
  const [ours, theirs] = [Buffer.from(signatureOf(kind, id)), Buffer.from(signature)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs) ? id : null;
}
