-- Whose a subscription is: docs/decisions/019. Older instances ignore the tables and the column.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "subscription" ADD COLUMN IF NOT EXISTS "collection_method" TEXT;

CREATE TABLE IF NOT EXISTS "outside_subscription" (
    "subscription_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "brought_at" TIMESTAMPTZ(3),

    CONSTRAINT "outside_subscription_pkey" PRIMARY KEY ("subscription_id")
);
CREATE INDEX IF NOT EXISTS "outside_subscription_customer_id_idx" ON "outside_subscription" ("customer_id");

CREATE TABLE IF NOT EXISTS "activated_subscription" (
    "subscription_id" TEXT NOT NULL,
    "activated_by" UUID NOT NULL,
    "activated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "activated_subscription_pkey" PRIMARY KEY ("subscription_id")
);

CREATE TABLE IF NOT EXISTS "unassigned_subscription" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT,
    "product_id" TEXT,
    "status" TEXT,
    "amount_minor" BIGINT,
    "currency" TEXT,
    "created_at" TIMESTAMPTZ(3),
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "unassigned_subscription_pkey" PRIMARY KEY ("id")
);
CREATE INDEX IF NOT EXISTS "unassigned_subscription_created_at_idx" ON "unassigned_subscription" ("created_at");

CREATE TABLE IF NOT EXISTS "dismissed_subscription" (
    "subscription_id" TEXT NOT NULL,
    "dismissed_by" UUID NOT NULL,
    "dismissed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dismissed_subscription_pkey" PRIMARY KEY ("subscription_id")
);
