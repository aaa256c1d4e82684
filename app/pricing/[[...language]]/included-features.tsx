import { titleWithLimit } from "@/app/_components/feature-messages";
import type { Messages } from "@/lib/messages";
import styles from "./page.module.css";
import { own } from "@/lib/own";

/** What a plan carries, by title; the comparison has the sentences. */
export function IncludedFeatures({
  ids,
  limits = {},
  messages,
}: {
  ids: string[];
  limits?: Record<string, number>;
  messages: Messages;
}) {
  if (ids.length === 0) return null;
  return (
    <>
      <h4 className="visually-hidden">{messages.t("pricing.included")}</h4>
      <ul className={styles.features}>
        {ids.map((id) => (
          <li key={id}>{titleWithLimit(id, own(limits, id) ?? null, messages)}</li>
        ))}
      </ul>
    </>
  );
}
