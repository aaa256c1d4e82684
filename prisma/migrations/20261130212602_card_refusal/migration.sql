-- Which payment method a subscription's last failed payment was charged to. A new table: instances of the release before
-- don't know it.
SET LOCAL lock_timeout = '2s';

CREATE TABLE IF NOT EXISTS "card_refusal" (
    "subscription_id" TEXT NOT NULL,
    "method_id" TEXT NOT NULL,
    "refused_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "card_refusal_pkey" PRIMARY KEY ("subscription_id")
);
