import type { InboxRow } from "@/lib/billing/operator/events";
import { failedText } from "./facts";
import styles from "./operator.module.css";
import { messages } from "./messages";

type Props = { eventId?: string; event: InboxRow | null; replayed?: string; failedCount: number };

/** The result of a replay, by what the inbox holds now and not by the address, which can be forged. */
export function ReplayNotice({ eventId, event, replayed, failedCount }: Props) {
  const left = failedText(failedCount);
  if (replayed === "all") {
    return failedCount === 0 ? <Good>{messages.allHandled}</Good> : <Bad>{messages.someFailedAgain(left)}</Bad>;
  }
  if (replayed === "some" && failedCount > 0) return <Bad>{messages.notAll(left)}</Bad>;
  if (!eventId) return null;
  if (!event) return <Bad>{messages.unknownEvent(eventId)}</Bad>;
  if (event.state === "failed") {
    return (
      <Bad>
        {messages.failedAgain(event.id)} {firstLine(event.error)}
      </Bad>
    );
  }
  return <Good>{event.state === "ignored" ? messages.ignored(event.id) : messages.handled(event.id)}</Good>;
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
