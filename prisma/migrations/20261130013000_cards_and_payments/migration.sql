-- What a new card means for each subscription, tries to pay, when a checkout was completed, and of Stripe's objects how
-- they are collected, until when an invoice is to be paid, and why a subscription is paused.
--
-- Works beside instances of the release before: they don't name the new columns, and what they write lacks them until the
-- next event or `stripe:sync`. Columns without a default, or with a constant one, rewrite no row.

-- A new column waits for every transaction that uses the table, and all later ones wait for it. Give up instead: the
-- migration is one transaction, so nothing of it is left and it can be run again.
SET LOCAL lock_timeout = '2s';

-- In the order in which the mirror's statements and lib/billing/checkout/sessions.ts write them.
ALTER TABLE "checkout_session"
  ADD COLUMN IF NOT EXISTS "completed_at" TIMESTAMPTZ(3),
  ADD COLUMN IF NOT EXISTS "paid_with" TEXT;

ALTER TABLE "subscription"
  ADD COLUMN IF NOT EXISTS "collection_method" TEXT,
  ADD COLUMN IF NOT EXISTS "paused_reason" TEXT,
  ADD COLUMN IF NOT EXISTS "payment_method_types" TEXT[] DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "invoice"
  ADD COLUMN IF NOT EXISTS "collection_method" TEXT,
  ADD COLUMN IF NOT EXISTS "due_date" TIMESTAMPTZ(3);

CREATE TABLE IF NOT EXISTS "card_change" (
    "subscription_id" TEXT NOT NULL,
    "workspace_id" UUID NOT NULL,
    "customer_id" TEXT NOT NULL,
    "from_ids" TEXT[],
    "to_id" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',

    CONSTRAINT "card_change_pkey" PRIMARY KEY ("subscription_id")
);

CREATE INDEX IF NOT EXISTS "card_change_workspace_id_state_idx" ON "card_change"("workspace_id", "state");
CREATE INDEX IF NOT EXISTS "card_change_customer_id_state_idx" ON "card_change"("customer_id", "state");

CREATE TABLE IF NOT EXISTS "payment_try" (
    "object_id" TEXT NOT NULL,
    "answered" INTEGER NOT NULL,

    CONSTRAINT "payment_try_pkey" PRIMARY KEY ("object_id")
);
