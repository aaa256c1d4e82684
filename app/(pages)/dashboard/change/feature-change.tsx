import type { ReactNode } from "react";
import { dayOf } from "@/app/_components/day-of";
import { featureMessages, limitText, titleWithLimit } from "@/app/_components/feature-messages";
import type { PlanChange } from "@/lib/billing/portal/plan-change";
import type { Messages } from "@/lib/messages";
import bill from "../bill.module.css";
import styles from "./change.module.css";

type Props = { change: PlanChange; messages: Messages };

/** Which features come and which go, and of which there will be more or less. */
export function FeatureChange({ change, messages }: Props) {
  const { t, language } = messages;
  const { come, go, changed } = change.features;
  const { planName } = change.to;
  return (
    <section aria-labelledby="features" className={bill.part}>
      <h2 id="features">
        {change.begins === "period_end"
          ? t.rich("change.featuresOn", { date: dayOf(change.invoice.at) })
          : t("change.features")}
      </h2>
      {come.length + go.length + changed.length === 0 && <p>{t("change.noneChange")}</p>}
      <List title={t("change.come", { plan: planName })}>
        {come.map(({ featureId, limit }) => (
          <Feature
            key={featureId}
            id={featureId}
            title={titleWithLimit(featureId, limit, messages)}
            messages={messages}
          />
        ))}
      </List>
      <List title={t("change.limits")}>
        {changed.map(({ featureId, from, to }) => (
          <li key={featureId}>
            {t("change.limit", {
              feature: featureMessages(featureId, language).title,
              from: limitText(from, messages),
              to: limitText(to, messages),
            })}
          </li>
        ))}
      </List>
      <List title={t("change.go")}>
        {go.map((id) => (
          <Feature key={id} id={id} title={featureMessages(id, language).title} messages={messages} />
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

function Feature({ id, title, messages }: { id: string; title: string; messages: Messages }) {
  const { sentence } = featureMessages(id, messages.language);
  return (
    <li>
      <strong>{title}</strong> {sentence && <span className="small muted">{sentence}</span>}
    </li>
  );
}
