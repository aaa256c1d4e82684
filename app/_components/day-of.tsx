import { LocalDate } from "./local-date";

/** Replaces `<date></date>` in a message. */
export function dayOf(at: Date) {
  return function Day() {
    return <LocalDate at={at.toISOString()} />;
  };
}
