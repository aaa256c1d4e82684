import { connect, type Socket } from "node:net";
import { createTransport } from "nodemailer";
import type SMTPTransport from "nodemailer/lib/smtp-transport";
import type { Sender } from "@/lib/mail-settings";
import type { Message } from "./compose";

/** For all of it: connecting, greeting, sending. Shorter than the lease on the mail, and than an instance's end. */
export const SMTP_MS = 10_000;

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** @param mailUrl `smtp://` or `smtps://`, checked by lib/env.ts */
export function serverOf(mailUrl: string) {
  const { protocol, hostname, port, username, password } = new URL(mailUrl);
  const secure = protocol === "smtps:";
  const auth = username === "" ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    // A password never leaves this machine unencrypted.
    requireTLS: auth !== undefined && !secure && !LOOPBACK.test(hostname),
    ...(auth && { auth }),
  };
}

type Connect = (options: unknown, done: (error: null, socket: { connection: Socket }) => void) => void;

type Server = ReturnType<typeof serverOf>;

/** A connection that ends with the signal, whatever it is doing then: one that was given up must not deliver later. */
function open({ host, port }: Server, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const abort = () =>
      socket.destroy(Object.assign(new Error("The mail server took too long."), { code: "ETIMEDOUT" }));
    signal.addEventListener("abort", abort, { once: true });
    socket.once("close", () => signal.removeEventListener("abort", abort));
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/**
 * Hands one mail to the server. Each has its own connection, so none waits for another.
 * @throws what the server answered, for `readFailure`
 */
export async function sendBySmtp(mailUrl: string, from: Sender, message: Message, longestMs = SMTP_MS): Promise<void> {
  const server = serverOf(mailUrl);
  const signal = AbortSignal.timeout(longestMs);
  const connection = await open(server, signal);
  try {
    const options: SMTPTransport.Options & { getSocket: Connect } = {
      ...server,
      // What it calls itself to the server: otherwise the machine's name, which is nobody else's business.
      name: message.messageId.replace(/^.*@|>$/g, ""),
      connectionTimeout: longestMs,
      greetingTimeout: longestMs,
      socketTimeout: longestMs,
      disableFileAccess: true,
      disableUrlAccess: true,
      getSocket: (_, done) => done(null, { connection }),
    };
    const transport = createTransport(options);
    await transport.sendMail({
      from,
      // As an object, so that no comma in it makes two of one.
      to: { name: "", address: message.to },
      subject: message.subject,
      html: message.html,
      text: message.text,
      messageId: message.messageId,
      date: message.date,
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    });
  } finally {
    connection.destroy();
  }
}

export type SmtpFailure = {
  /** The address is refused for good. */
  isPermanent: boolean;
  /** It was not about this mail: the server can't be reached, or refuses us. */
  isServers: boolean;
  text: string;
};

// What a server says to who may not send at all, to any address: RFC 4954, RFC 3463 (X.7.X, security or policy).
const REFUSES_US = /^(?:530|534|535|538)|^\d{3}[ -]\d\.7\.\d/;

/** What nodemailer says of a failure; `command` is where in the conversation it was. */
type SmtpError = Error & { code?: string; command?: string; response?: string; responseCode?: number };

export function readFailure(error: unknown): SmtpFailure {
  if (!(error instanceof Error)) return { isPermanent: false, isServers: false, text: String(error) };
  const { code, command, response, responseCode = 0, message: text }: SmtpError = error;
  const isOfMail = command === "RCPT TO" || command === "DATA";
  const isRefused = isOfMail && responseCode >= 500 && responseCode < 600;
  const isPermanent = isRefused && !REFUSES_US.test(response ?? String(responseCode));
  return { isPermanent, isServers: code !== undefined && !isOfMail, text };
}
