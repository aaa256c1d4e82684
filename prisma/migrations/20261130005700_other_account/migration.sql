-- Events that name a Stripe account other than ours, counted by account. An older instance ignores the table, and takes
-- such events for ours until it is replaced.
CREATE TABLE IF NOT EXISTS "other_account" (
    "account_id" TEXT NOT NULL,
    "events" BIGINT NOT NULL,
    "last_type" TEXT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "other_account_pkey" PRIMARY KEY ("account_id")
);
