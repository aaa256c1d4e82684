import { Mailbox } from "./mailbox";
import { type Faults, startSmtp } from "./smtp";
import { startWeb } from "./web";

export type { CaughtMail } from "./mailbox";
export type { Faults, SmtpRefusal } from "./smtp";

export interface Options {
  /** Of SMTP, and of the page; 0 takes any free one. */
  smtpPort: number;
  pagePort: number;
  /** Where mail is kept; without it, in memory. */
  dir?: string;
  /** What a test makes of mail on its way in; it may be changed while it runs. */
  faults?: Faults;
}

const HOST = "127.0.0.1";

/** Catches mail on this machine: SMTP on one port, the mailbox on another, both on loopback only. */
export async function startServer({ smtpPort, pagePort, dir, faults = {} }: Options) {
  const mailbox = new Mailbox(dir);
  const smtp = await startSmtp(mailbox, { port: smtpPort, host: HOST, faults });
  const web = await startWeb(mailbox, { port: pagePort, host: HOST }).catch(async (error: unknown) => {
    await smtp.stop();
    throw error;
  });
  return {
    mailbox,
    /** For `MAIL_URL`. */
    smtpUrl: `smtp://${HOST}:${smtp.port}`,
    /** The mailbox in a browser. */
    url: `http://${HOST}:${web.port}`,
    stop: async (): Promise<void> => void (await Promise.all([smtp.stop(), web.stop()])),
  };
}

export type LocalMail = Awaited<ReturnType<typeof startServer>>;
