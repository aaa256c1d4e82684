import styles from "./operator.module.css";
import { messages } from "./messages";

/** After an upgrade: events that never arrive. */
export function MissingEvents({ types }: { types: string[] }) {
  if (types.length === 0) return null;
  return (
    <p role="alert" className={`notice ${styles.anywhere}`}>
      {messages.missingEvents(types.length)} <span className="small">{types.join(", ")}</span>
    </p>
  );
}
