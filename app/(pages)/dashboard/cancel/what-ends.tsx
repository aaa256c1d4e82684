import { dayOf } from "@/app/_components/day-of";
import { featureMessages } from "@/app/_components/feature-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { planName } from "@/app/_components/plan-names";
import type { Cancellation } from "@/lib/billing/cancellation/offer";
import type { Messages } from "@/lib/messages";
import bill from "../bill.module.css";
import styles from "./cancel.module.css";

type Props = { cancellation: Cancellation; messages: Messages };

/** When it ends, and what is lost then. */
export function WhatEnds({ cancellation, messages }: Props) {
  const { t } = messages;
  const { endsAt, isTrial, hasUsage, dropsPlanOf, lost, others } = cancellation;
  return (
    <>
      <p>
        {endsAt === null
          ? t("cancel.atOnce")
          : t.rich(isTrial ? "cancel.trialEnds" : "cancel.ends", { date: dayOf(endsAt) })}{" "}
        {hasUsage && t("cancel.usage")} {dropsPlanOf && t.rich("cancel.dropsPlan", { date: dayOf(dropsPlanOf) })}
      </p>
      {lost.length > 0 && (
        <section aria-labelledby="lost" className={bill.part}>
          <h2 id="lost">{t("cancel.lost")}</h2>
          <ul className={styles.features}>
            {lost.map((id) => {
              const { title, sentence } = featureMessages(id, messages.language);
              return (
                <li key={id}>
                  <strong>{title}</strong> {sentence && <span className="small muted">{sentence}</span>}
                </li>
              );
            })}
          </ul>
          {others > 0 && <p>{t("cancel.members", { count: others })}</p>}
        </section>
      )}
    </>
  );
}

/** A plan that costs less, for whom that is the reason. */
export function Cheaper({ cancellation, workspaceId, messages }: Props & { workspaceId: string }) {
  const { t, price } = messages;
  const { cheaper } = cancellation;
  if (cheaper.length === 0) return null;
  return (
    <section aria-labelledby="cheaper" className={bill.part}>
      <h2 id="cheaper">{t("cancel.cheaper")}</h2>
      <ul className={styles.offers}>
        {cheaper.map((one) => {
          const plan = planName(one.planName, messages);
          const all = {
            ...one,
            unitAmountMinor: one.amountMinor,
            unitAmountDecimal: null,
            tiered: false,
            metered: false,
          };
          return (
            <li key={one.priceId}>
              <a className="button quiet" href={pathWith(paths.change, { workspace: workspaceId, price: one.priceId })}>
                {t("cancel.switchTo", { plan, price: price(all) })}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
