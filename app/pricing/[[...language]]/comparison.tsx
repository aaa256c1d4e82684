import { featureMessages, limitText } from "@/app/_components/feature-messages";
import type { Messages } from "@/lib/messages";
import styles from "./comparison.module.css";
import { own } from "@/lib/own";

export type ComparedPlan = { key: string; name: string; featureIds: string[]; limits: Record<string, number> };

/** Each feature with its description, and the plans that include it. The table folds into a list on small screens. */
export function Comparison({ plans, messages }: { plans: ComparedPlan[]; messages: Messages }) {
  const { compare } = messages.sentences.pricing;
  const ids = [...new Set(plans.flatMap(({ featureIds }) => featureIds))];
  if (ids.length === 0) return null;
  // The roles say again what the elements are: folded into a list, they would else be a table to no one.
  return (
    <section aria-labelledby="compare" className={styles.comparison}>
      <h2 id="compare">{compare.title}</h2>
      <table role="table" className={styles.table}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {compare.feature}
            </th>
            {plans.map(({ key, name }) => (
              <th key={key} role="columnheader" scope="col">
                <span className={styles.plan}>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {ids.map((id) => {
            const { title, sentence } = featureMessages(id, messages.language);
            const isCounted = plans.some(({ limits }) => own(limits, id) !== undefined);
            return (
              <tr key={id} role="row">
                <th role="rowheader" scope="row">
                  <strong>{title}</strong>
                  {sentence && <span className="muted">{sentence}</span>}
                </th>
                {plans.map(({ key, name, featureIds, limits }) => (
                  <td key={key} role="cell" data-plan={name}>
                    {featureIds.includes(id) ? (
                      <Has much={isCounted ? limitText(own(limits, id) ?? null, messages) : null} messages={messages} />
                    ) : (
                      <HasNot messages={messages} />
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** @param much how much, where some plan has a limit */
function Has({ much, messages }: { much: string | null; messages: Messages }) {
  return (
    <>
      <span aria-hidden="true" className={styles.has} />
      <span className="visually-hidden">{messages.t("pricing.compare.has")}</span>
      {much && <span className={styles.much}> {much}</span>}
    </>
  );
}

function HasNot({ messages }: { messages: Messages }) {
  return (
    <>
      <span aria-hidden="true" className={styles.hasNot} />
      <span className="visually-hidden">{messages.t("pricing.compare.hasNot")}</span>
    </>
  );
}
