import { env } from "@/lib/env";
import type { Messages } from "@/lib/messages";
import type { MailData, MailKind } from "./kinds";

/** What a mail says, in one language, before it becomes HTML and text. */
export type Content = {
  /** Also the heading. */
  subject: string;
  /** What a list of mails shows after the subject. */
  preview: string;
  paragraphs: string[];
  action?: { label: string; href: string } | undefined;
  note?: string | undefined;
  /** Said above the action's address, where a button that doesn't work would keep somebody out. */
  copyLink?: string | undefined;
};

/** How what a notice says stands when it is sent. */
export type Standing = {
  /** False for who pays for a workspace that they left: its dashboard is not theirs to see. */
  isMember?: boolean;
  /** Until when the plan may be used although a payment failed. */
  accessUntil?: { day: Date; isOver: boolean } | null;
  /** `kind`: the number was bought, and does not follow the members; `units` are what the add-on of that key counts. */
  seats?: {
    count: number;
    amountMinor: number | null;
    currency: string | null;
    kind?: "chosen" | "units" | null;
    lookupKey?: string | null;
  };
};

/** What is known of a mail besides its data. */
export type About = {
  createdAt: Date;
  workspaceId: string | null;
  /** Of a kind with a link (KINDS). */
  link: string;
  standing?: Standing;
};

export type Write<K extends MailKind> = (data: MailData<K>, messages: Messages, about: About) => Content;

const LONGEST_NAME = 60;

/**
 * A name that a person chose. Mail goes out in our name, also to people who know neither of us: nobody gets their own
 * link, or a letter's worth of text, into it. A mark that nobody sees keeps mail programs from making links of it.
 */
export function plainName(name: string): string {
  const text = name
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  const letters = [...text];
  const short = letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME - 1).join("")}…` : text;
  return short.replaceAll(/[.:@/](?=\S)/g, "$&\u2060");
}

export const at = (path: string): string => `${env().FRONT_END_BASE_URL}${path}`;
