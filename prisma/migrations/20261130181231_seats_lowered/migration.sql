-- While a number of seats is lowered at Stripe, nobody may take one of those that go.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "workspace"
  ADD COLUMN IF NOT EXISTS "seats_lowered_to" INTEGER,
  ADD COLUMN IF NOT EXISTS "seats_lowered_until" TIMESTAMPTZ(3);
