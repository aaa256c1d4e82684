import type { OtherAccount } from "@/lib/billing/operator/overview";
import { formatInstant } from "@/lib/format";
import styles from "./operator.module.css";
import { count, messages } from "./messages";

/** Events of Stripe accounts that are not ours. Usually there are none, and then nothing is said. */
export function OtherAccounts({ accounts, more }: { accounts: OtherAccount[]; more: boolean }) {
  if (accounts.length === 0) return null;
  return (
    <section aria-labelledby="other-accounts" className="stack">
      <h2 id="other-accounts">{messages.otherAccounts}</h2>
      <p className="muted small">{messages.otherAccountsHint}</p>
      <ul className={styles.lines}>
        {accounts.map(({ id, events, lastType, lastAt }) => (
          <li key={id}>
            {id}
            <span className="muted small">
              {count(events, "event")} · {lastType} · {formatInstant(lastAt)}
            </span>
          </li>
        ))}
      </ul>
      {more && <p className="muted small">{messages.more}</p>}
    </section>
  );
}
