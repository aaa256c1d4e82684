import { featureWords } from "@/app/_components/feature-words";
import type { PlanChange } from "@/lib/billing/plan-change";
import type { Words } from "@/lib/words";
import styles from "./change.module.css";

type Props = { features: PlanChange["features"]; planName: string; words: Words };

/** Which features come and which go. */
export function FeatureChange({ features: { come, go }, planName, words }: Props) {
  const { t } = words;
  return (
    <section aria-labelledby="features" className={styles.part}>
      <h2 id="features">{t("change.features")}</h2>
      {come.length + go.length === 0 && <p>{t("change.noneChange")}</p>}
      <Ids ids={come} title={t("change.come", { plan: planName })} words={words} />
      <Ids ids={go} title={t("change.go")} words={words} />
    </section>
  );
}

function Ids({ ids, title, words }: { ids: string[]; title: string; words: Words }) {
  if (ids.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className={styles.features}>
        {ids.map((id) => {
          const feature = featureWords(id, words.language);
          return (
            <li key={id}>
              <strong>{feature.title}</strong> {feature.sentence && <span className="muted">{feature.sentence}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
