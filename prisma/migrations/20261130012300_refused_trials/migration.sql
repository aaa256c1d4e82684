-- A trial that is refused is canceled and refunded, and one without a payment method is evaluated again when it gets one.
-- Instances of the release before go on ending and billing those that they refuse: `outcome` "second". The new "refused"
-- they leave alone.

SET LOCAL lock_timeout = '2s';

ALTER TABLE "trial_ledger"
  ADD COLUMN "awaits_method" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "refunded_minor" BIGINT,
  ADD COLUMN "currency" TEXT;

CREATE TABLE "trial_ledger_method" (
    "hash" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,

    CONSTRAINT "trial_ledger_method_pkey" PRIMARY KEY ("hash","subscription_id")
);
