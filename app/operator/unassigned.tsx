import type { Unassigned as Subscription } from "@/lib/billing/ownership/outside";
import { formatDate, formatMoney } from "@/lib/format";
import styles from "./operator.module.css";
import { messages } from "./messages";

/** Money that comes in for nothing, each with the way to give it to a workspace. */
export function Unassigned({ unassigned, more }: { unassigned: Subscription[]; more: boolean }) {
  return (
    <section aria-labelledby="unassigned" className="stack">
      <h2 id="unassigned">{messages.unassigned}</h2>
      <p className="muted small">{unassigned.length > 0 ? messages.unassignedHint : messages.noUnassigned}</p>
      {unassigned.length > 0 && (
        <ul className={styles.lines}>
          {unassigned.map((one) => (
            <li key={one.id}>
              {one.id}
              <span className="muted small">{details(one)}</span>
              <Assign id={one.id} />
            </li>
          ))}
        </ul>
      )}
      {more && <p className="muted small">{messages.more}</p>}
    </section>
  );
}

const details = ({ product, status, amountMinor, currency, customerId, createdAt }: Subscription): string =>
  [
    status,
    customerId,
    product,
    amountMinor !== null && currency && formatMoney("en", amountMinor, currency),
    createdAt && `${messages.since} ${formatDate("en", createdAt)}`,
  ]
    .filter(Boolean)
    .join(" · ");

/** A plain form, so that it works before, and without, any script. */
function Assign({ id }: { id: string }) {
  const field = `workspace-${id}`;
  return (
    <form method="post" action="/api/operator/subscriptions/" className={`${styles.search} ${styles.assign}`}>
      <input type="hidden" name="subscription" value={id} />
      <label htmlFor={field} className="visually-hidden">
        {messages.workspaceFor(id)}
      </label>
      <input id={field} name="workspace" placeholder={messages.workspaceId} maxLength={64} autoComplete="off" />
      <button name="action" value="assign" className="button">
        {messages.assign}
        <span className="visually-hidden"> {id}</span>
      </button>
      <button name="action" value="dismiss" className="button quiet">
        {messages.dismiss}
        <span className="visually-hidden"> {id}</span>
      </button>
    </form>
  );
}
