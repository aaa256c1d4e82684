import { ActionForm } from "@/app/_components/action-form";
import { AskFirst } from "@/app/_components/ask-first";
import { dayOf } from "@/app/_components/day-of";
import { signInMethod } from "@/app/_components/sign-in-method";
import type { OpenSession } from "@/lib/auth/sessions";
import { deviceName } from "@/lib/device-name";
import type { Messages } from "@/lib/messages";
import styles from "./account.module.css";
import { endOtherSessions, endSession } from "./actions";

type Props = { sessions: OpenSession[]; present: string; messages: Messages };

/** Where the person is signed in, the present device first. */
export function Devices({ sessions, present, messages }: Props) {
  const said = messages.sentences.account;
  const inOrder = [...sessions].sort((a, b) => Number(b.id === present) - Number(a.id === present));
  return (
    <section aria-labelledby="devices" className="stack">
      <h2 id="devices">{said.devices}</h2>
      <ul className={styles.devices}>
        {inOrder.map((session) => (
          <Device key={session.id} session={session} isPresent={session.id === present} messages={messages} />
        ))}
      </ul>
      {sessions.length > 1 && (
        <AskFirst button={said.endOthersAsk} title={said.endOthersTitle} danger>
          <p className="small">{messages.t("account.endOthersWhat", { count: sessions.length - 1 })}</p>
          <ActionForm action={endOtherSessions} button={said.endOthers} keep={said.keep} danger />
        </AskFirst>
      )}
    </section>
  );
}

function Device({ session, isPresent, messages }: { session: OpenSession; isPresent: boolean; messages: Messages }) {
  const { t, sentences } = messages;
  const said = sentences.account;
  const known = deviceName(session.userAgent);
  const name = known ? t("account.deviceOf", known) : said.unknownDevice;
  const how = signInMethod(session.method, messages);
  return (
    <li>
      <div>
        <p>
          {name} {isPresent && <strong>({said.thisDevice})</strong>}
        </p>
        <p className="muted small">{t.rich("account.since", { date: dayOf(session.createdAt), how })}</p>
        <p className="muted small">
          {t.rich("account.seen", { date: dayOf(session.lastSeenAt), address: session.networkAddress })}
        </p>
      </div>
      {!isPresent && (
        <ActionForm
          action={endSession}
          hidden={{ session: session.id }}
          button={said.end}
          label={t("account.endOf", { device: name })}
          quiet
        />
      )}
    </li>
  );
}
