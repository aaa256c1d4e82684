import { paths } from "@/app/_components/paths";
import { StatusTag } from "@/app/_components/status-tag";
import type { FoundWorkspace } from "@/lib/billing/operator/workspaces";
import { formatDate } from "@/lib/format";
import styles from "./operator.module.css";
import { messages } from "./messages";
import { StripeLink } from "./stripe-link";
import { tagKind } from "./tag-kind";

/** The way to a workspace's timeline. */
export function Workspaces({ typed, found }: { typed: string; found: FoundWorkspace[] }) {
  const none = typed ? messages.noneFound(typed) : messages.noChanges;
  const some = typed ? messages.found(typed) : messages.latestWorkspaces;
  return (
    <section aria-labelledby="workspaces" className="stack">
      <h2 id="workspaces">{messages.workspaces}</h2>
      <form role="search" action={`${paths.operator}#workspaces`} className={styles.search}>
        <label htmlFor="q">
          {messages.find} <span className="muted small">{messages.findHint}</span>
        </label>
        <input id="q" name="q" type="search" defaultValue={typed} maxLength={254} autoComplete="off" />
        <button className="button">{messages.search}</button>
      </form>
      <p className={`muted small ${styles.anywhere}`}>{found.length > 0 ? some : none}</p>
      {found.length > 0 && (
        <ul className={styles.lines}>
          {found.map(({ id, name, createdAt, deletedAt, owner, subscription }) => (
            <li key={id}>
              <div className={styles.half}>
                <a href={workspacePath(id)}>{name}</a>
                <span className="small">
                  {[owner ?? messages.noOwner, subscription ? subscription.plans.join(", ") : messages.noPlan].join(
                    " · ",
                  )}
                </span>
              </div>
              <div className={styles.half}>
                {subscription && (
                  <span className="small row">
                    <StatusTag kind={tagKind(subscription.status)}>{subscription.status}</StatusTag>
                    <StripeLink kind="subscriptions" id={subscription.id} />
                    {subscription.customerId && <StripeLink kind="customers" id={subscription.customerId} />}
                  </span>
                )}
                <span className="muted small">
                  {messages.since} {formatDate("en", createdAt)}
                  {deletedAt && `, ${messages.deleted} ${formatDate("en", deletedAt)}`} · {id}
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const workspacePath = (id: string): string => `${paths.operator}/workspaces/${id}`;
