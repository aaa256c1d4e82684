import styles from "./operator.module.css";
import { messages } from "./messages";
import { own } from "@/lib/own";

type Props = { assignedTo: string | null; refused?: string };

/** The result of an assignment, by where the subscription is now and not by the address, which can be forged. */
export function AssignNotice({ assignedTo, refused }: Props) {
  const sentence = own<string>(messages.refusedAssignment, refused);
  if (sentence)
    return (
      <p role="alert" className={`notice ${styles.anywhere}`}>
        {sentence}
      </p>
    );
  return (
    assignedTo && (
      <p role="status" className={`${styles.good} ${styles.anywhere}`}>
        {messages.assigned(assignedTo)}
      </p>
    )
  );
}
