import { setTimeout as sleep } from "node:timers/promises";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { isFree, Lease, type MailRow } from "@/lib/lease";
import { log } from "@/lib/observe/log";
import { maskAddresses } from "./addresses";
import { isOldNews, nextAttempt } from "./backoff";
import { compose, type MailLinks } from "./compose";
import { readFailure, sendBySmtp } from "./smtp";
import type { MailRun } from "./wake";

/** Longer than a mail takes: its link (5 s at the database), its sending (10 s), and its mark. */
const LEASE = { seconds: 60 };

export const AT_ONCE = 5;
const BATCH = 50;

/** SQL: what is neither sent nor given up. As mail_unsent_idx has it. */
export const UNSENT = "sent_at IS NULL AND dropped_at IS NULL AND failed_at IS NULL";

const DUE = `
  SELECT id FROM mail m WHERE ${UNSENT} AND next_attempt_at <= $1 AND ${isFree("m", "$1")}
  ORDER BY next_attempt_at LIMIT ${BATCH}`;

export type Delivery = {
  links: MailLinks;
  /** Asked before each mail: false ends the run. */
  mayContinue?: () => boolean;
  /** Told while a mail is under way. */
  underWay?: { begin: () => void; end: () => void };
};

/** Sends what is due, a few at once, until nothing is left. Any number of instances may do so at the same time. */
export async function sendDue({ links, mayContinue = () => true, underWay }: Delivery): Promise<MailRun> {
  const run = { sent: 0, dropped: 0, failed: 0 };
  for (let serverAnswers = true; ; ) {
    const due = await statement<{ id: string }>("mail_due", DUE, [now()]);
    if (due.length === 0) return { ...run, waiting: false };
    const work = async (): Promise<void> => {
      for (let next = due.shift(); next; next = due.shift()) {
        // What a dead server doesn't take now, it wouldn't take a moment later: the others wait for the next run.
        if (!serverAnswers || !mayContinue()) return;
        underWay?.begin();
        try {
          const outcome = await sendOne(next.id, links);
          if (outcome === "server") serverAnswers = false;
          if (outcome) run[outcome === "server" ? "failed" : outcome]++;
        } finally {
          underWay?.end();
        }
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    for (const one of ended) if (one.status === "rejected") throw one.reason;
    if (!serverAnswers || !mayContinue()) return { ...run, waiting: true };
  }
}

type Outcome = "sent" | "dropped" | "failed" | "server";

/** @returns undefined when another instance has it */
async function sendOne(id: string, links: MailLinks): Promise<Outcome | undefined> {
  const [lease, row] = (await Lease.take("mail", id, LEASE)) ?? [];
  if (!lease || !row) return undefined;
  const mark = (row: MailRow, outcome: Partial<Settled>) =>
    keep(() => lease.release({ ...untouched(row), attempts: row.attempts + 1, ...outcome }));
  try {
    if (isOldNews(row.createdAt, row.nextAttemptAt, now())) throw new Error("Nobody tried to send it in three days.");
    const message = await compose(row, links);
    if (!message) {
      await mark(row, { dropped_at: now() });
      return "dropped";
    }
    const { MAIL_URL, MAIL_FROM } = env();
    if (!MAIL_FROM) throw new Error("MAIL_FROM is not set.");
    await sendBySmtp(MAIL_URL, MAIL_FROM, message);
  } catch (error) {
    const { isPermanent, isServers, text } = readFailure(error);
    const next = isPermanent ? null : nextAttempt(row.createdAt, row.attempts + 1, now());
    // Its own text may quote the address.
    const about = `Mail ${row.id} (${row.kind}) to ${maskAddresses(row.to)}`;
    const why = maskAddresses(text);
    if (next) log.warn(`${about} was not sent. The next try is at ${next.toISOString()}: ${why}`);
    else log.error(`${about} was given up: ${why}`);
    await mark(row, next ? { next_attempt_at: next, error: text } : { failed_at: now(), error: text });
    return isServers ? "server" : "failed";
  }
  // From here on it is the server's: what fails now must not send it again.
  await mark(row, { sent_at: now() });
  return "sent";
}

type Settled = Parameters<Lease<"mail">["release"]>[0];

const untouched = (row: MailRow): Settled => ({
  attempts: row.attempts,
  next_attempt_at: row.nextAttemptAt,
  sent_at: null,
  dropped_at: null,
  failed_at: null,
  error: null,
});

const PAUSES_MS = [200, 1_000, 5_000];

/** The mark of a mail that was sent is worth a few tries: without it the mail is sent once more. */
async function keep(write: () => Promise<void>): Promise<void> {
  for (const pause of PAUSES_MS) {
    try {
      return await write();
    } catch (error) {
      log.warn("What became of a mail could not be written", { error });
      await sleep(pause);
    }
  }
  await write();
}
