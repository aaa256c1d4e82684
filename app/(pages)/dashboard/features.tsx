import { planName } from "@/app/_components/plan-names";
import { dayOf } from "@/app/_components/day-of";
import { featureMessages } from "@/app/_components/feature-messages";
import type { Access } from "@/lib/entitlements";
import type { Messages } from "@/lib/messages";
import styles from "./dashboard.module.css";

/** What the workspace may use and what it no longer may, by the reason: usually all of them have the same one. */
export function Features({ access, messages }: { access: Access[]; messages: Messages }) {
  const { dashboard } = messages.sentences;
  const reasons = [...new Set(access.map(reasonOf))];
  return (
    <section aria-labelledby="features">
      <h2 id="features">{dashboard.included}</h2>
      {access.every(({ allowed }) => !allowed) && <p className="muted">{dashboard.nothingIncluded}</p>}
      {reasons.map((reason) => {
        const group = access.filter((one) => reasonOf(one) === reason);
        return (
          <div key={reason} className={styles.featureGroup}>
            <p className="muted small">
              <Reason access={group[0]} messages={messages} />
            </p>
            <ul className={styles.features}>
              {group.map((one) => (
                <Feature key={one.feature} access={one} messages={messages} />
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

/** The status of a feature. The gate says which plan includes it. */
const reasonOf = ({ reason }: Access): string => JSON.stringify({ ...reason, stopped: undefined, limit: undefined });

function Feature({ access, messages }: { access: Access; messages: Messages }) {
  const { title, sentence } = featureMessages(access.feature, messages.language);
  if (!access.allowed) {
    return (
      <li className="muted">
        <s>{title}</s>
      </li>
    );
  }
  return (
    <li>
      <strong>{title}</strong>
      {sentence && <span className="muted small">{sentence}</span>}
      <Limit access={access} name={title} messages={messages} />
    </li>
  );
}

/** How much, and until when where that is not as long as the feature itself. */
function Limit({
  access: { limit, limitUntil, used, reason },
  name,
  messages: { t },
}: {
  access: Extract<Access, { allowed: true }>;
  /** What the bar is of. */
  name: string;
  messages: Messages;
}) {
  const until = limitUntil && limitUntil.getTime() !== reason.until?.getTime() ? limitUntil : null;
  if (limit === null)
    return (
      until && <span className="muted small">{t.rich("dashboard.reason.unlimitedUntil", { date: dayOf(until) })}</span>
    );
  const isFull = used >= limit;
  return (
    <>
      {/* What nothing was counted of may be what nobody counts. */}
      {used > 0 && (
        <progress
          className={isFull ? `${styles.bar} ${styles.full}` : styles.bar}
          aria-label={name}
          value={Math.min(used, limit)}
          max={Math.max(limit, 1)}
        />
      )}
      <span className={isFull && used > 0 ? `small ${styles.atLimit}` : "muted small"}>
        {used > 0 ? t("dashboard.reason.used", { used, limit }) : t("dashboard.reason.upTo", { limit })}
        {used > 0 && isFull && <> {t("dashboard.reason.atLimit")}</>}
        {until && <> {t.rich("dashboard.reason.limitUntil", { date: dayOf(until) })}</>}
      </span>
    </>
  );
}

/** Why, and how long. */
function Reason({ access, messages }: { access: Access | undefined; messages: Messages }) {
  if (!access) return null;
  const { reason } = access;
  const { t } = messages;
  switch (reason.kind) {
    case "plan":
    case "trial":
    case "grace": {
      const plan = planName(reason.plan, messages);
      if (!reason.until) return t(`dashboard.reason.${reason.kind}`, { plan });
      return t.rich(`dashboard.reason.${reason.kind}Until`, { plan, date: dayOf(reason.until) });
    }
    case "override":
      return t.rich("dashboard.reason.override", { date: dayOf(reason.until) });
    case "ended":
      return reason.on ? t.rich("dashboard.reason.endedOn", { date: dayOf(reason.on) }) : t("dashboard.reason.ended");
    case "unpaid_change":
      return t("dashboard.reason.unpaidChange", { plan: planName(reason.plan, messages) });
    case "not_included":
      return null;
  }
}
