-- What becomes of a trial that ends without a payment method. Instances of the release before don't know the column.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "subscription" ADD COLUMN IF NOT EXISTS "trial_without_card" TEXT;
