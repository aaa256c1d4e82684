import { join } from "node:path";
import { type Child, startChild, whenReady } from "../processes/child";
import { freePort, portSetting, portTaken } from "../processes/ports";
import { dataDir } from "./paths";
import { type Settings } from "./settings";

export interface LocalMail {
  /** The mailbox in a browser. */
  url: string;
  smtpUrl: string;
  child: Child;
}

const PORTS = { LOCAL_MAIL_PORT: 12_125, LOCAL_MAIL_PAGE_PORT: 12_180 } as const;

/** Reads both settings. @throws an error that names a bad one */
export const mailPorts = (given: Settings) => ({
  smtp: portSetting("LOCAL_MAIL_PORT", given.LOCAL_MAIL_PORT, PORTS.LOCAL_MAIL_PORT),
  page: portSetting("LOCAL_MAIL_PAGE_PORT", given.LOCAL_MAIL_PAGE_PORT, PORTS.LOCAL_MAIL_PAGE_PORT),
});

/** Starts local mail on the wanted ports, or the next free ones. @param say hears of a port that is taken */
export async function startLocalMail(
  wanted: ReturnType<typeof mailPorts>,
  env: Settings,
  say: (message: string) => void,
  dir = join(dataDir, "local-mail"),
): Promise<LocalMail> {
  const smtp = await freePort(wanted.smtp, (chosen) =>
    say(portTaken(wanted.smtp, "local mail", chosen, "LOCAL_MAIL_PORT")),
  );
  const page = await freePort(wanted.page, (chosen) =>
    say(portTaken(wanted.page, "local mail's page", chosen, "LOCAL_MAIL_PAGE_PORT")),
  );
  const command = ["local-mail/bin/local-mail.mjs", "--smtp-port", `${smtp}`, "--page-port", `${page}`];
  const child = startChild("Local mail", [...command, "--data-dir", dir], env);
  const listening = new Promise<{ url: string; smtpUrl: string }>((resolve) => {
    child.onLine((line) => {
      const [, smtpUrl, url] = /takes mail at (smtp:\S+) and shows it at (http:\S+)/.exec(line) ?? [];
      if (smtpUrl && url) resolve({ smtpUrl, url });
    });
  });
  return { ...(await whenReady(child, listening)), child };
}
