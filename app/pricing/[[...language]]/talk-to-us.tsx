import { carriedBy, type TalkPlan } from "@/lib/billing/catalog-file/talk-to-us";
import { inLanguage } from "@/lib/billing/catalog-file/texts";
import type { Messages } from "@/lib/messages";
import type { Addition } from "./builds-on";
import { IncludedFeatures } from "./included-features";
import styles from "./card.module.css";
import personal from "./personal.module.css";

type Props = { plan: TalkPlan; addition?: Addition | null; messages: Messages };

/** A plan that is agreed on in person. */
export function TalkToUsCard({ plan, addition = null, messages }: Props) {
  const { featureIds, limits } = carriedBy(plan);
  const { name, description } = inLanguage(plan.texts, messages.language);
  return (
    <li className={styles.plan}>
      <h3>{name}</h3>
      <p className="muted">{description}</p>
      <div className={styles.prices}>
        <div className={styles.price}>
          <p className={styles.amount}>
            <strong>{messages.t("pricing.talk.amount")}</strong>
          </p>
          <div className={personal.action}>
            <a className="button quiet" href={plan.talkToUs.contact}>
              {messages.t("pricing.talk.action")}
            </a>
          </div>
        </div>
      </div>
      <IncludedFeatures ids={featureIds} limits={limits} addition={addition} messages={messages} />
    </li>
  );
}
