import { titleWithLimit } from "@/app/_components/feature-messages";
import type { Messages } from "@/lib/messages";
import { own } from "@/lib/own";
import type { Addition } from "./builds-on";
import styles from "./card.module.css";

type Props = {
  ids: string[];
  limits?: Record<string, number>;
  /** What it adds to a plan before it. */
  addition: Addition | null;
  messages: Messages;
};

/** What a plan carries, by title; the comparison has the sentences. */
export function IncludedFeatures({ ids, limits = {}, addition, messages }: Props) {
  if (ids.length === 0) return null;
  return (
    <div className={styles.features}>
      {addition ? (
        <h4 className={styles.plus}>{messages.t("pricing.plusOf", { plan: addition.to })}</h4>
      ) : (
        <h4 className="visually-hidden">{messages.t("pricing.included")}</h4>
      )}
      <ul>
        {(addition?.featureIds ?? ids).map((id) => (
          <li key={id}>{titleWithLimit(id, own(limits, id) ?? null, messages)}</li>
        ))}
      </ul>
    </div>
  );
}
