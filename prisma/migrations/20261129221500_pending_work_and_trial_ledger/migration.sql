-- "errand" becomes "pending_work", "trial" becomes "trial_ledger", and the ledger's "verdict" becomes "outcome".
--
-- Instances of the release before keep running meanwhile, so each old name stays as a view of the same rows. PostgreSQL
-- writes through such a view by itself, ON CONFLICT, RETURNING and row locks included, and each value is stored once, so
-- both names agree at every moment and under any concurrency. That is why the ledger is renamed as a whole: within one
-- table the old column name would need a second column, a trigger that keeps the two alike, and a rewrite of every row
-- under an exclusive lock. A generated column takes no writes.
--
-- The release after this one drops both views: DROP VIEW "errand", "trial";

-- A rename waits for every transaction that uses the table, and all later ones wait for the rename. Give up instead: the
-- migration is one transaction, so nothing of it is left and it can be run again.
SET LOCAL lock_timeout = '2s';

-- Both at once, in the order in which the statement that brings a subscription writes them. In the other order the two
-- would wait for each other.
LOCK TABLE "trial", "errand" IN ACCESS EXCLUSIVE MODE;

ALTER TABLE "errand" RENAME TO "pending_work";
ALTER TABLE "pending_work" RENAME CONSTRAINT "errand_pkey" TO "pending_work_pkey";
ALTER INDEX "errand_since_idx" RENAME TO "pending_work_since_idx";
ALTER INDEX "errand_failed_idx" RENAME TO "pending_work_failed_idx";

CREATE VIEW "errand" AS
SELECT "workspace_id", "revision", "since", "error", "failed_at", "lease_holder", "lease_until" FROM "pending_work";

ALTER TABLE "trial" RENAME TO "trial_ledger";
ALTER TABLE "trial_ledger" RENAME COLUMN "verdict" TO "outcome";
ALTER TABLE "trial_ledger" RENAME CONSTRAINT "trial_pkey" TO "trial_ledger_pkey";
ALTER INDEX "trial_user_id_idx" RENAME TO "trial_ledger_user_id_idx";
ALTER INDEX "trial_workspace_id_idx" RENAME TO "trial_ledger_workspace_id_idx";
ALTER INDEX "trial_email_hash_idx" RENAME TO "trial_ledger_email_hash_idx";
ALTER INDEX "trial_card_hash_idx" RENAME TO "trial_ledger_card_hash_idx";

CREATE VIEW "trial" AS
SELECT "subscription_id", "user_id", "workspace_id", "email_hash", "card_hash", "started_at", "outcome" AS "verdict", "ended_at", "generation"
FROM "trial_ledger";
