import { z } from "zod";

const linkId = z.uuid();
const minutes = z.int().positive();
/** A name that a person chose; the templates shorten it and keep mail programs from making a link of it. */
const name = z.string();

/**
 * Every kind of mail: the shape of its data, and whether it carries a link that is made when it is sent
 * (lib/mail-links.ts). Data is kept in the database, so it never holds a secret: of a link, the id of the row behind it.
 * To add a kind: a line here, its sentences in lib/messages/, its content in content.ts, a line in docs/mail.md.
 */
export const KINDS = {
  address_confirmation: { hasLink: true, data: z.strictObject({ linkId, minutes }) },
  password_reset: { hasLink: true, data: z.strictObject({ linkId, minutes }) },
  password_changed: { hasLink: false, data: z.strictObject({}) },
  /** To the address that was the account's before. */
  address_changed: { hasLink: false, data: z.strictObject({ newAddress: z.string() }) },
  sign_in_method_changed: {
    hasLink: false,
    data: z.strictObject({ method: name, change: z.enum(["added", "removed"]) }),
  },
  invitation: {
    hasLink: true,
    data: z.strictObject({ linkId, workspace: name, inviter: name, role: z.enum(["admin", "member"]) }),
  },
  ownership_transferred: {
    hasLink: false,
    data: z.strictObject({ workspace: name, from: name, to: name, reader: z.enum(["from", "to"]) }),
  },
  removed_from_workspace: { hasLink: false, data: z.strictObject({ workspace: name }) },
} as const;

export type MailKind = keyof typeof KINDS;
export type MailData<K extends MailKind> = z.infer<(typeof KINDS)[K]["data"]>;

/** The kinds whose link is made when they are sent. */
export type LinkedKind = { [K in MailKind]: (typeof KINDS)[K]["hasLink"] extends true ? K : never }[MailKind];

export const isMailKind = (kind: string): kind is MailKind => Object.hasOwn(KINDS, kind);

export const isLinked = (kind: MailKind): kind is LinkedKind => KINDS[kind].hasLink;
