-- AlterTable
ALTER TABLE "payment_method" ADD COLUMN     "fingerprint" TEXT;

-- CreateTable
CREATE TABLE "errand" (
    "workspace_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "error" TEXT,
    "failed_at" TIMESTAMPTZ(3),
    "lease_holder" UUID,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "errand_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "duplicate_subscription" (
    "subscription_id" TEXT NOT NULL,
    "workspace_id" UUID NOT NULL,
    "kept_id" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "begun_at" TIMESTAMPTZ(3),
    "generation" INTEGER NOT NULL DEFAULT 1,
    "finished_at" TIMESTAMPTZ(3),
    "refunded_minor" BIGINT,
    "currency" TEXT,
    "error" TEXT,

    CONSTRAINT "duplicate_subscription_pkey" PRIMARY KEY ("subscription_id")
);

-- CreateTable
CREATE TABLE "trial" (
    "subscription_id" TEXT NOT NULL,
    "user_id" UUID,
    "workspace_id" UUID,
    "email_hash" TEXT,
    "card_hash" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "verdict" TEXT NOT NULL DEFAULT 'open',
    "ended_at" TIMESTAMPTZ(3),
    "generation" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "trial_pkey" PRIMARY KEY ("subscription_id")
);

-- CreateIndex
CREATE INDEX "errand_since_idx" ON "errand"("since");

-- CreateIndex
CREATE INDEX "duplicate_subscription_workspace_id_idx" ON "duplicate_subscription"("workspace_id");

-- CreateIndex
CREATE INDEX "trial_user_id_idx" ON "trial"("user_id");

-- CreateIndex
CREATE INDEX "trial_workspace_id_idx" ON "trial"("workspace_id");

-- CreateIndex
CREATE INDEX "trial_email_hash_idx" ON "trial"("email_hash");

-- CreateIndex
CREATE INDEX "trial_card_hash_idx" ON "trial"("card_hash");

-- The few that are not settled yet, for the operator's page and the health check; Prisma's schema can't say it.
CREATE INDEX "errand_failed_idx" ON "errand" ("since", "workspace_id") WHERE "failed_at" IS NOT NULL;
CREATE INDEX "duplicate_subscription_open_idx" ON "duplicate_subscription" ("found_at") WHERE "finished_at" IS NULL;

-- What was there before the ledger: trials that were given stay as they are, and count as the first ones.
INSERT INTO "trial" ("subscription_id", "user_id", "workspace_id", "started_at", "verdict")
SELECT "id", "user_id", "workspace_id", "trial_start", 'first' FROM "subscription" WHERE "trial_start" IS NOT NULL;

-- The next stripe:sync looks at workspaces that have more than one subscription.
INSERT INTO "errand" ("workspace_id", "since")
SELECT "workspace_id", CURRENT_TIMESTAMP FROM "subscription"
WHERE "workspace_id" IS NOT NULL AND "status" NOT IN ('canceled', 'incomplete_expired')
GROUP BY "workspace_id" HAVING count(*) > 1;
