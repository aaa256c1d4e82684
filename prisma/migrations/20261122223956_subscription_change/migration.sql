-- CreateTable
CREATE TABLE "subscription_change" (
    "id" BIGSERIAL NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "workspace_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event_id" TEXT,
    "status" TEXT,
    "items" JSONB NOT NULL,
    "trial_end" TIMESTAMPTZ(3),
    "cancel_at" TIMESTAMPTZ(3),
    "cancel_at_period_end" BOOLEAN NOT NULL,

    CONSTRAINT "subscription_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "subscription_change_subscription_id_id_idx" ON "subscription_change"("subscription_id", "id");

-- CreateIndex
CREATE INDEX "subscription_change_workspace_id_id_idx" ON "subscription_change"("workspace_id", "id");
