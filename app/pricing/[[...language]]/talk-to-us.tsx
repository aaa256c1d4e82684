import type { TalkToUs } from "@/prisma/catalog";
import type { Messages } from "@/lib/messages";
import { IncludedFeatures } from "./included-features";
import styles from "./page.module.css";

/** A plan that is agreed on in person. */
export function TalkToUsCard({ plan, messages }: { plan: TalkToUs; messages: Messages }) {
  const { name, description } = plan[messages.language] ?? plan.en;
  return (
    <li className={styles.plan}>
      <h2>{name}</h2>
      <p className="muted">{description}</p>
      <div className={styles.price}>
        <p className={styles.amount}>
          <strong>{messages.t("pricing.talk.amount")}</strong>
        </p>
        <a className="button quiet" href={plan.contact}>
          {messages.t("pricing.talk.action")}
        </a>
      </div>
      <IncludedFeatures ids={plan.features} messages={messages} />
    </li>
  );
}
