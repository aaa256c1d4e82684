import { featureMessages, limitText } from "@/app/_components/feature-messages";
import type { Messages } from "@/lib/messages";
import styles from "./comparison.module.css";
import { own } from "@/lib/own";

export type ComparedPlan = { key: string; name: string; featureIds: string[]; limits: Record<string, number> };

/** With more, the table is scrolled in a frame of its own. */
const MOST_COLUMNS = 5;

/**
 * Each feature with its description, and the plans that include it, in columns of one width below names that stay in sight.
 * On small screens a feature has a line of its own above its columns.
 */
export function Comparison({ plans, messages }: { plans: ComparedPlan[]; messages: Messages }) {
  const { compare } = messages.sentences.pricing;
  const ids = [...new Set(plans.flatMap(({ featureIds }) => featureIds))];
  if (ids.length === 0) return null;
  const isWide = plans.length > MOST_COLUMNS;
  // The roles say again what the elements are: laid out as a grid, they would else be a table to no one.
  return (
    <section aria-labelledby="compare" className={styles.comparison}>
      <h2 id="compare">{compare.title}</h2>
      <div className={isWide ? styles.frame : undefined} {...(isWide && frame(compare.title))}>
        <table
          role="table"
          className={isWide ? `${styles.table} ${styles.wide}` : styles.table}
          data-plans={plans.length}
        >
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
                  {plans.map(({ key, featureIds, limits }) => (
                    <td key={key} role="cell">
                      {featureIds.includes(id) ? (
                        <Has
                          much={isCounted ? limitText(own(limits, id) ?? null, messages) : null}
                          messages={messages}
                        />
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
      </div>
    </section>
  );
}

/** What scrolls can be reached by keyboard. */
const frame = (title: string) => ({ role: "group", tabIndex: 0, "aria-label": title });

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
