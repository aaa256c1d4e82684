import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";

/** A mail that was caught, with both of its parts. */
export interface CaughtMail {
  id: string;
  /** When it was caught, in ISO's notation. */
  caughtAt: string;
  from: string;
  /** The addresses that the sender named to the server: the envelope, not the header. */
  to: string[];
  subject: string;
  messageId: string;
  /** The `Date` header, in ISO's notation. */
  date: string | null;
  text: string;
  html: string;
  /** By name in lower case. */
  headers: Record<string, string>;
  /** As it arrived. */
  raw: string;
}

export interface Envelope {
  from: string;
  to: string[];
}

const MOST_KEPT = 500;

/** What was caught, the newest first. With a folder it is there again after a restart. */
export class Mailbox {
  private mails: CaughtMail[] = [];

  constructor(private readonly dir: string | undefined) {
    if (dir === undefined) return;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const files = readdirSync(dir).filter((name) => name.endsWith(".json"));
    this.mails = files
      .map((name) => JSON.parse(readFileSync(join(dir, name), "utf8")) as CaughtMail)
      .toSorted((a, b) => b.caughtAt.localeCompare(a.caughtAt));
  }

  async add(raw: Buffer, { from, to }: Envelope): Promise<void> {
    const { subject = "", messageId = "", date, text = "", html, headerLines } = await simpleParser(raw);
    const headers = headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(":") + 1).trim()]);
    const mail: CaughtMail = {
      id: randomUUID(),
      caughtAt: new Date().toISOString(),
      from,
      to,
      subject,
      messageId,
      date: date?.toISOString() ?? null,
      text,
      html: html || "",
      headers: Object.fromEntries(headers) as Record<string, string>,
      raw: raw.toString("utf8"),
    };
    // On disk first: the sender is told that it arrived only then.
    if (this.dir !== undefined) {
      const file = this.fileOf(mail);
      writeFileSync(`${file}.tmp`, JSON.stringify(mail), { mode: 0o600 });
      renameSync(`${file}.tmp`, file);
    }
    this.mails.unshift(mail);
    for (const old of this.mails.splice(MOST_KEPT)) this.erase(old);
  }

  /** @param to only those to this address */
  list(to?: string): CaughtMail[] {
    return to === undefined ? [...this.mails] : this.mails.filter((mail) => mail.to.includes(to));
  }

  find(id: string): CaughtMail | undefined {
    return this.mails.find((mail) => mail.id === id);
  }

  clear(): void {
    for (const mail of this.mails.splice(0)) this.erase(mail);
  }

  private erase(mail: CaughtMail): void {
    if (this.dir !== undefined) rmSync(this.fileOf(mail), { force: true });
  }

  private fileOf({ id }: CaughtMail): string {
    return join(this.dir ?? "", `${id}.json`);
  }
}
