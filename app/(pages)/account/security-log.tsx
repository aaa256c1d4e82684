import { LogLines } from "@/app/_components/log-lines";
import { paths } from "@/app/_components/paths";
import type { Messages } from "@/lib/messages";
import type { LogPage } from "@/lib/security-log/read";

/** The newest entries of the person's security log. */
export function SecurityLog({ log, days, messages }: { log: LogPage; days: number; messages: Messages }) {
  const said = messages.sentences.securityLog;
  return (
    <section aria-labelledby="security-log" className="stack">
      <h2 id="security-log">{said.title}</h2>
      <p className="muted">{messages.t("securityLog.lead", { days: messages.days(days) })}</p>
      <LogLines lines={log.lines} messages={messages} />
      {log.next && (
        <p>
          <a href={paths.accountSecurity}>{said.all}</a>
        </p>
      )}
    </section>
  );
}
