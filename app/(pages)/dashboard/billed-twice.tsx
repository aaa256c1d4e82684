import { planName } from "@/app/_components/plan-names";
import { SupportLink } from "@/app/_components/support-link";
import type { BilledTwice as Names } from "@/lib/billing/duplicates/billed-twice";
import type { Messages } from "@/lib/messages";
import styles from "./dashboard.module.css";

/** What two subscriptions bring although one would do: until one of them has ended, both are billed. */
export function BilledTwice({ same, side, messages }: Names & { messages: Messages }) {
  const sentences = same.map((plan) => messages.t("dashboard.twice", { plan: planName(plan, messages) }));
  if (side.length > 0)
    sentences.push(
      messages.t("dashboard.sideBySide", { plans: messages.list(side.map((plan) => planName(plan, messages))) }),
    );
  return sentences.map((sentence) => (
    <div key={sentence} role="alert" className={`notice ${styles.twice}`}>
      {sentence}
      <SupportLink messages={messages} />
    </div>
  ));
}
