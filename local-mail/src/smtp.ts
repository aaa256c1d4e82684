import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import type { Mailbox } from "./mailbox";

/** What a test makes of a mail on its way in: an answer with an SMTP code refuses it. */
export interface Faults {
  /** Asked for each recipient. */
  recipient?: (address: string) => SmtpRefusal | undefined;
  /** Waited for when a mail has arrived and before it is said so. */
  arrived?: (to: string[]) => Promise<SmtpRefusal | undefined | void>;
}

export interface SmtpRefusal {
  code: number;
  message: string;
}

const refusal = ({ code, message }: SmtpRefusal): Error => Object.assign(new Error(message), { responseCode: code });

/** Takes every mail and every password, and delivers nothing. @returns the port, and a way to end it */
export async function startSmtp(mailbox: Mailbox, options: { port: number; host: string; faults: Faults }) {
  const { faults } = options;
  const server = new SMTPServer({
    authOptional: true,
    // It is called on this machine only, and has no certificate that anybody trusts.
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 200,
    logger: false,
    onAuth: (_auth, _session, done) => done(null, { user: "anyone" }),
    onRcptTo: ({ address }, _session, done) => {
      const refused = faults.recipient?.(address);
      done(refused && refusal(refused));
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("error", done);
      stream.once("end", () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : "";
        const to = envelope.rcptTo.map(({ address }) => address);
        const take = async (): Promise<void> => {
          const refused = await faults.arrived?.(to);
          if (refused) throw refusal(refused);
          await mailbox.add(Buffer.concat(chunks), { from, to });
        };
        take().then(
          () => done(),
          (error: Error) => done(error),
        );
      });
    },
  });
  // A client that goes away in the middle ends its connection, not the server.
  server.on("error", () => undefined);
  await new Promise<void>((ready, failed) => {
    server.server.once("error", failed);
    server.listen(options.port, options.host, ready);
  });
  const { port } = server.server.address() as AddressInfo;
  return { port, stop: () => new Promise<void>((done) => server.close(() => done())) };
}
