-- The cancellation of a refused trial stops the collection of the customer's other invoices, so it is switched on again for
-- these. Instances of the release before neither read nor write the column.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "trial_ledger" ADD COLUMN IF NOT EXISTS "collect_again" TEXT[] NOT NULL DEFAULT '{}';
