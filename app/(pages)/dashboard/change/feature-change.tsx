import type { ReactNode } from "react";
import { featureWords, limitWords, titleWithLimit } from "@/app/_components/feature-messages";
import type { PlanChange } from "@/lib/billing/portal/plan-change";
import type { Words } from "@/lib/messages";
import styles from "./change.module.css";

type Props = { features: PlanChange["features"]; planName: string; words: Words };

/** Which features come and which go, and of which there will be more or less. */
export function FeatureChange({ features: { come, go, changed }, planName, words }: Props) {
  const { t, language } = words;
  return (
    <section aria-labelledby="features" className={styles.part}>
      <h2 id="features">{t("change.features")}</h2>
      {come.length + go.length + changed.length === 0 && <p>{t("change.noneChange")}</p>}
      <List title={t("change.come", { plan: planName })}>
        {come.map(({ featureId, limit }) => (
          <Feature key={featureId} id={featureId} title={titleWithLimit(featureId, limit, words)} words={words} />
        ))}
      </List>
      <List title={t("change.limits")}>
        {changed.map(({ featureId, from, to }) => (
          <li key={featureId}>
            {t("change.limit", {
              feature: featureWords(featureId, language).title,
              from: limitWords(from, words),
              to: limitWords(to, words),
            })}
          </li>
        ))}
      </List>
      <List title={t("change.go")}>
        {go.map((id) => (
          <Feature key={id} id={id} title={featureWords(id, language).title} words={words} />
        ))}
      </List>
    </section>
  );
}

function List({ title, children }: { title: string; children: ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className={styles.features}>{children}</ul>
    </div>
  );
}

function Feature({ id, title, words }: { id: string; title: string; words: Words }) {
  const { sentence } = featureWords(id, words.language);
  return (
    <li>
      <strong>{title}</strong> {sentence && <span className="muted">{sentence}</span>}
    </li>
  );
}
