import type { TalkToUs } from "@/prisma/catalog";
import type { Words } from "@/lib/messages";
import { IncludedFeatures } from "./included-features";
import styles from "./page.module.css";

/** A plan that is agreed on in person. */
export function TalkToUsCard({ plan, words }: { plan: TalkToUs; words: Words }) {
  const { name, description } = plan[words.language] ?? plan.en;
  return (
    <li className={styles.plan}>
      <h2>{name}</h2>
      <p className="muted">{description}</p>
      <div className={styles.price}>
        <p className={styles.amount}>
          <strong>{words.t("pricing.talk.amount")}</strong>
        </p>
        <a className="button quiet" href={plan.contact}>
          {words.t("pricing.talk.action")}
        </a>
      </div>
      <IncludedFeatures ids={plan.features} words={words} />
    </li>
  );
}
