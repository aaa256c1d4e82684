import { audit } from "@/lib/audit-log";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { emailField } from "@/lib/email";
import { sendsMail } from "@/lib/mail/queue";
import { log } from "@/lib/observe/log";
import { requestOrigin } from "@/lib/request-origin";

// All failures of an account in a day (UTC) are one row that counts, so a stranger fills neither the account's log nor the
// disk. The lock waits for a deletion of the account that is under way, which takes its address. Of an address that nobody
// has proven, no place is kept: who typed somebody else's would read where that person is, who mistyped a password.
const COUNT = `
  WITH holder AS (SELECT id, email_verified IS NOT NULL OR NOT $5 AS is_theirs FROM "user" WHERE email = $1 FOR KEY SHARE)
  INSERT INTO security_event AS e (key, event, at, user_id, network_address, user_agent)
  SELECT 'sign_in_failed ' || id || ' ' || to_char($2::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'sign_in_failed', $2, id,
    CASE WHEN is_theirs THEN $3 END, CASE WHEN is_theirs THEN $4 END
  FROM holder
  ON CONFLICT (key) WHERE key IS NOT NULL DO UPDATE SET count = e.count + 1, at = GREATEST(e.at, excluded.at),
    network_address = excluded.network_address, user_agent = excluded.user_agent`;

/**
 * Notes a sign-in whose address and password don't belong together. The line is left at once.
 * @param typed as their address; of one that no account has, nothing is kept but the line
 * @returns what writes the row, to be called once the visitor is answered: the time that it takes would tell whether
 *   there is an account. It doesn't throw
 */
export function failedSignIn(typed: string, networkAddress: string): () => Promise<void> {
  audit("sign_in_failed", { userId: null, from: networkAddress }, { email: typed });
  const address = emailField.safeParse(typed).data;
  const values = [address, now(), networkAddress.slice(0, 64), requestOrigin()?.userAgent ?? null, sendsMail()];
  return async () => {
    if (address === undefined) return;
    await statement("sign_in_failed", COUNT, values).catch((error: unknown) =>
      log.error("A failed sign-in could not be written into the security log", { error }),
    );
  };
}
