-- When a workspace got another name, and when Stripe was told. Instances of the release before don't know the columns.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "workspace" ADD COLUMN IF NOT EXISTS "renamed_at" TIMESTAMPTZ(3);
ALTER TABLE "checkout_session" ADD COLUMN IF NOT EXISTS "described_at" TIMESTAMPTZ(3);
