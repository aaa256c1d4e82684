-- What of a duplicate is refunded already, invoice by invoice, so that a run that was cut off continues.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "duplicate_subscription" ADD COLUMN "refunds" JSONB NOT NULL DEFAULT '{}';
