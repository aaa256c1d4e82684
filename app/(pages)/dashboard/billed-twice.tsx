import { SupportLink } from "@/app/_components/support-link";
import type { BilledTwice as Names } from "@/lib/billing/duplicates/billed-twice";
import type { Words } from "@/lib/messages";
import styles from "./dashboard.module.css";

/** What two subscriptions bring although one would do: until one of them has ended, both are billed. */
export function BilledTwice({ same, side, words }: Names & { words: Words }) {
  const sentences = same.map((plan) => words.t("dashboard.twice", { plan }));
  if (side.length > 0) sentences.push(words.t("dashboard.sideBySide", { plans: words.list(side) }));
  return sentences.map((sentence) => (
    <div key={sentence} role="alert" className={`notice ${styles.twice}`}>
      {sentence}
      <SupportLink words={words} />
    </div>
  ));
}
