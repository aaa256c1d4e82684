-- The language that a person chose for themselves, and since when an account at a provider has been linked.
--
-- Instances of the release before neither read nor write the columns.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "user" ADD COLUMN IF NOT EXISTS "chosen_language" TEXT;
ALTER TABLE "account" ADD COLUMN IF NOT EXISTS "linked_at" TIMESTAMPTZ(3);
