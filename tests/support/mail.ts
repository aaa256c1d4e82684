import { type CaughtMail, type Faults, startServer } from "@/local-mail/src/server";
import { until } from "@/scripts/processes/until";

export type { CaughtMail };

/** A real SMTP server in this process, for files that ask for one. What it catches is parsed as a mail program would. */
export async function startMailbox({ smtpPort = 0 } = {}) {
  const faults: Faults = {};
  const server = await startServer({ smtpPort, pagePort: 0, faults });
  return {
    ...server,
    /** What it does to mail on its way in; empty after `clear`. */
    faults,
    /** What makes an app send its mail here. */
    settings: { MAIL_URL: server.smtpUrl, MAIL_FROM: "HyperSaaS <hello@example.com>" },
    /** What has arrived for an address, the newest first. */
    mailTo: (address: string) => server.mailbox.list(address),
    /** Waits until so much has arrived for an address. @returns the newest first */
    async waitForMail(address: string, count = 1): Promise<CaughtMail[]> {
      await until(`${count} mails to ${address}`, () => server.mailbox.list(address).length >= count);
      return server.mailbox.list(address);
    },
    clear(): void {
      server.mailbox.clear();
      delete faults.recipient;
      delete faults.arrived;
    },
  };
}

export type TestMailbox = Awaited<ReturnType<typeof startMailbox>>;

/** Where the links of a mail lead, as its text says. */
export const linksIn = ({ text }: CaughtMail): string[] => [...text.matchAll(/https?:\/\/\S+/g)].map(([link]) => link);
