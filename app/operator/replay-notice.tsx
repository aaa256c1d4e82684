import type { InboxRow } from "@/lib/billing/operator/events";
import { failedWords } from "./facts";
import styles from "./operator.module.css";
import { words } from "./messages";

type Props = { eventId?: string; event: InboxRow | null; replayed?: string; failedCount: number };

/** What became of a replay: said by what the inbox holds now, and not by the address, which anybody can write. */
export function ReplayNotice({ eventId, event, replayed, failedCount }: Props) {
  const left = failedWords(failedCount);
  if (replayed === "all") {
    return failedCount === 0 ? <Good>{words.allHandled}</Good> : <Bad>{words.someFailedAgain(left)}</Bad>;
  }
  if (replayed === "some" && failedCount > 0) return <Bad>{words.notAll(left)}</Bad>;
  if (!eventId) return null;
  if (!event) return <Bad>{words.unknownEvent(eventId)}</Bad>;
  if (event.state === "failed") {
    return (
      <Bad>
        {words.failedAgain(event.id)} {firstLine(event.error)}
      </Bad>
    );
  }
  return <Good>{event.state === "ignored" ? words.ignored(event.id) : words.handled(event.id)}</Good>;
}

/** An error without the way that led to it. */
export const firstLine = (error: string | null): string => error?.split("\n")[0] ?? "";

const Good = ({ children }: { children: React.ReactNode }) => (
  <p role="status" className={`${styles.good} ${styles.anywhere}`}>
    {children}
  </p>
);

const Bad = ({ children }: { children: React.ReactNode }) => (
  <p role="alert" className={`notice ${styles.anywhere}`}>
    {children}
  </p>
);
