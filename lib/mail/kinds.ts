import { z } from "zod";
import { BILLING_KINDS } from "@/lib/mail-settings";

/** A way to sign in that has a name of its own in each language. */
export const PASSWORD = "password";

const linkId = z.uuid();
const minutes = z.int().positive();
/** A name that a person chose; the templates shorten it and keep mail programs from making a link of it. */
const name = z.string();

/** Of what the database writes as JSON. */
const instant = z.iso.datetime({ offset: true });
/** Which one, where an address has several. */
const account = z.strictObject({ name: name.nullable(), createdAt: instant });
const money = { amountMinor: z.int().nullable(), currency: z.string().nullable() };
/** A bill or plan of a workspace. Amounts are the payer's affair: an owner gets none. */
const ofPlan = {
  subscriptionId: z.string(),
  workspace: name,
  plan: name.nullable(),
  reader: z.enum(["payer", "owner"]),
};
const bill = z.strictObject({ ...ofPlan, ...money, invoiceId: z.string(), nextTry: instant.nullable() });
/** What will be charged, and when. Not exact where discounts, taxes or credit change the bill. */
const charge = { ...ofPlan, ...money, isExact: z.boolean(), day: instant };

/**
 * Every kind of mail: the shape of its data, and whether it carries a link that is made when it is sent
 * (lib/mail-links.ts). Data is kept in the database, so it never holds a secret: of a link, the id of the row behind it.
 * To add a kind: a line here, its sentences in lib/messages/, its content in content.ts, a line in docs/mail.md.
 */
export const KINDS = {
  address_confirmation: { hasLink: true, data: z.strictObject({ linkId, minutes, account: account.optional() }) },
  /** To who pays and never confirmed the address: somebody else wants it. */
  address_contested: { hasLink: true, data: z.strictObject({ linkId, minutes, account }) },
  password_reset: { hasLink: true, data: z.strictObject({ linkId, minutes, account: account.optional() }) },
  sign_in_link: { hasLink: true, data: z.strictObject({ linkId, minutes, account: account.optional() }) },
  password_changed: { hasLink: false, data: z.strictObject({}) },
  /** To the account's new address, and to the one before. Rows of the last release are for the one before. */
  address_changed: {
    hasLink: false,
    data: z.strictObject({ newAddress: z.string(), reader: z.enum(["before", "new"]).default("before") }),
  },
  /** The method is what people call the provider, or `PASSWORD`. */
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
  payment_failed: { hasLink: false, data: bill },
  authentication_needed: { hasLink: false, data: bill },
  payment_recovered: { hasLink: false, data: bill },
  plan_canceled: {
    hasLink: false,
    data: z.strictObject({ ...ofPlan, canceledAt: instant, until: instant.nullable() }),
  },
  plan_ended: { hasLink: false, data: z.strictObject({ ...ofPlan, endedAt: instant, unpaid: z.boolean() }) },
  plan_changed: {
    hasLink: false,
    data: z.strictObject({
      ...ofPlan,
      ...money,
      before: name.nullable(),
      interval: z.string().nullable(),
      isExact: z.boolean(),
    }),
  },
  /** How many there are now is known when it is sent. */
  seats_changed: { hasLink: false, data: z.strictObject({ ...ofPlan, before: z.int() }) },
  trial_ending: { hasLink: false, data: z.strictObject({ ...charge, hasMethod: z.boolean() }) },
  renewal_coming: { hasLink: false, data: z.strictObject(charge) },
  card_expiring: {
    hasLink: false,
    data: z.strictObject({
      ...charge,
      brand: z.string().nullable(),
      last4: z.string().nullable(),
      month: z.int(),
      year: z.int(),
    }),
  },
  duplicate_refunded: { hasLink: false, data: z.strictObject({ ...ofPlan, ...money }) },
  billing_taken_over: {
    hasLink: false,
    data: z.strictObject({
      workspace: name,
      plan: name.nullable(),
      from: name.nullable(),
      to: name.nullable(),
      reader: z.enum(["from", "to"]),
      /** When the new payer is first charged; null: they were charged already. */
      day: instant.nullable(),
    }),
  },
} as const;

export type MailKind = keyof typeof KINDS;
export type MailData<K extends MailKind> = z.infer<(typeof KINDS)[K]["data"]>;

/** The kinds whose link is made when they are sent. */
export type LinkedKind = { [K in MailKind]: (typeof KINDS)[K]["hasLink"] extends true ? K : never }[MailKind];

export const isMailKind = (kind: string): kind is MailKind => Object.hasOwn(KINDS, kind);

/** About a bill or a plan. What has changed since it was written is looked up when it is sent. */
export type NoticeKind = (typeof BILLING_KINDS)[number];

const NOTICES = new Set<MailKind>(BILLING_KINDS);
export const isNotice = (kind: MailKind): kind is NoticeKind => NOTICES.has(kind);

export const isLinked = (kind: MailKind): kind is LinkedKind => KINDS[kind].hasLink;
