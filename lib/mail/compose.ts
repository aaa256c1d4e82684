import { env } from "@/lib/env";
import { languages } from "@/lib/languages.mjs";
import type { MailRow } from "@/lib/lease";
import { contentOf } from "./content";
import { isLinked, isMailKind, KINDS, type LinkedKind } from "./kinds";

/**
 * How the link of each kind that has one is made of its `linkId`, when the mail is sent. The database holds only the id,
 * so reading it opens nothing. Null: the link no longer works, and the mail isn't sent.
 */
export type MailLinks = Record<LinkedKind, (linkId: string) => string | null | Promise<string | null>>;

/** A mail as it goes out. */
export type Message = { to: string; subject: string; html: string; text: string; messageId: string; date: Date };

/** @returns null where what the mail is about is over. @throws where the row is of no kind of this release */
export async function compose(row: MailRow, links: MailLinks): Promise<Message | null> {
  if (!isMailKind(row.kind)) throw new Error(`This release has no mail of the kind ${row.kind}.`);
  const { kind } = row;
  const data = KINDS[kind].data.parse(row.data);
  const link = isLinked(kind) && "linkId" in data ? await links[kind](data.linkId) : "";
  if (link === null) return null;
  const language = languages.find((one) => one === row.language) ?? languages[0];
  const home = env().FRONT_END_BASE_URL;
  const content = contentOf(kind, data, language, { ...row, link });
  // Loaded with the first mail, so that a start doesn't wait for it.
  const [{ renderHtml }, { plainText }] = await Promise.all([import("./render"), import("./plain-text")]);
  return {
    to: row.to,
    subject: content.subject,
    html: await renderHtml(content, language, home),
    text: plainText(content, home),
    messageId: `<${row.id}@${new URL(home).hostname}>`,
    date: row.createdAt,
  };
}
