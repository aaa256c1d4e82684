import { LocalDate } from "./local-date";

/** What stands for `<date></date>` in a sentence. */
export function dayOf(at: Date) {
  return function Day() {
    return <LocalDate at={at.toISOString()} />;
  };
}
