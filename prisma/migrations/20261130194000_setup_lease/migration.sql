-- One `stripe:setup` at a time. Instances of the release before don't know the columns.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "installation"
  ADD COLUMN IF NOT EXISTS "lease_holder" UUID,
  ADD COLUMN IF NOT EXISTS "lease_until" TIMESTAMPTZ(3);
