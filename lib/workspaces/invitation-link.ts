import { createHash, createHmac } from "node:crypto";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";

/** Only this is kept, so that reading the database is not enough to accept an invitation. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/**
 * What the link of an invitation carries that is mailed, or asked for by a form. It is made of the row's id and NEXTAUTH_SECRET each time, because the database keeps
 * only its hash, the mail is sent later, and a form that is sent again gets the same answer.
 */
export const linkToken = (invitationId: string): string =>
  createHmac("sha256", env().NEXTAUTH_SECRET).update(`invitation ${invitationId}`).digest("base64url");

const OPEN = `
  SELECT i.token_hash AS hash FROM invitation i JOIN workspace w ON w.id = i.workspace_id AND w.deleted_at IS NULL
  WHERE i.id = $1 AND i.accepted_at IS NULL AND i.expires_at > $2`;

/** @returns null for an invitation that was revoked, accepted or has expired, or was made under another secret */
export async function invitationLink(invitationId: string): Promise<string | null> {
  const [open] = await statement<{ hash: string }>("invitation_open", OPEN, [invitationId, now()]);
  const token = linkToken(invitationId);
  if (open?.hash !== hashOf(token)) return null;
  const url = new URL("/invitation", env().FRONT_END_BASE_URL);
  url.searchParams.set("token", token);
  return url.href;
}
