import { emailField } from "@/lib/email";
import { log } from "@/lib/observe/log";
import type { LineOnly, LoggedEvent } from "@/lib/security-log/events";

/** What leaves a line, so that it can be said later who did what and from where. Most also leave a row: lib/security-log/. */
export type AuditEvent = LoggedEvent | LineOnly;

type Who = {
  /** The user who acts; null where nobody is known. */
  userId: string | null;
  /** Where the request came from, if one did. */
  from?: string | undefined;
};

const MOST = 200;

/** No line break or control character of a visitor's begins a line of its own, and none is endless. */
const plain = (value: unknown): unknown =>
  typeof value === "string" ? value.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd").slice(0, MOST) : value;

/** People type passwords where an address belongs. What is no address is not noted at all. */
const addressIn = (typed: unknown): string | undefined => emailField.safeParse(typed).data;

const noted = (name: string, value: unknown): unknown => (name === "email" ? addressIn(value) : plain(value));

/**
 * Writes one line. What leaves a row as well is told by the statement that writes it (`lib/security-log/entry.ts`). It takes ids and names of things, never a password, a token or a link.
 * @param about what was done to: `workspace`, `member`, `role`, `email` …
 */
export function audit(event: AuditEvent, { userId, from }: Who, about: Record<string, unknown> = {}): void {
  const told = Object.fromEntries(Object.entries(about).map(([name, value]) => [name, noted(name, value)]));
  // A warning, because text for a terminal leaves out what is merely expected.
  const write = /failed|refused/.test(event) ? log.warn : log.info;
  write(`audit: ${event}`, { audit: event, user_id: userId, from: plain(from), ...told });
}
