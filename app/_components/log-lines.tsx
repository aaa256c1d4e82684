import { deviceName } from "@/lib/device-name";
import type { Messages } from "@/lib/messages";
import type { LoggedLine } from "@/lib/security-log/read";
import { LocalDate } from "./local-date";
import styles from "./log-lines.module.css";
import { logActor, logSentence } from "./log-sentence";
import { pathWith } from "./paths";

type Props = {
  lines: LoggedLine[];
  /** The workspace whose log it is; none: a person's own. */
  workspace?: { name: string };
  messages: Messages;
};

/** Entries of the security log: what happened, when, from where, and by whom. */
export function LogLines({ lines, workspace, messages }: Props) {
  const said = messages.sentences.securityLog;
  if (lines.length === 0) return <p className="muted">{said.none}</p>;
  return (
    <ol className={styles.lines}>
      {lines.map((line) => (
        <li key={line.id}>
          <p>{logSentence(line, messages, workspace?.name ?? said.someWorkspace)}</p>
          <p className="muted small">
            <LocalDate at={line.at.toISOString()} withTime />
            {detailsOf(line, messages, workspace !== undefined).map((detail) => `, ${detail}`)}
          </p>
        </li>
      ))}
    </ol>
  );
}

function detailsOf(line: LoggedLine, messages: Messages, saysYou: boolean): string[] {
  const { t } = messages;
  const { networkAddress, userAgent } = line;
  const device = deviceName(userAgent);
  return [
    logActor(line, messages, saysYou),
    networkAddress && t("securityLog.from", { address: networkAddress }),
    device && t("account.deviceOf", device),
  ].filter((detail) => detail !== null);
}

type PagesProps = { path: string; after: string | undefined; next: string | null; messages: Messages };

/** The ways to the other pages of a log. */
export function LogPages({ path, after, next, messages }: PagesProps) {
  const said = messages.sentences.securityLog;
  if (!after && !next) return null;
  return (
    <nav aria-label={said.pages} className={styles.pages}>
      {after && <a href={path}>{said.newest}</a>}
      {next && <a href={pathWith(path, { after: next })}>{said.older}</a>}
    </nav>
  );
}
