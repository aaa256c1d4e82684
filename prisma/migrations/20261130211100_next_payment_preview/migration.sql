-- Previews of next payments that the copy can't calculate. Instances of the release before know no previews: what they write
-- raises the subscription's revision, so an answer for an older one isn't shown.
SET LOCAL lock_timeout = '2s';

CREATE TABLE IF NOT EXISTS "next_payment_preview" (
  "subscription_id" TEXT NOT NULL,
  "workspace_id" UUID NOT NULL,
  "generation" INTEGER NOT NULL DEFAULT 1,
  "asked_at" TIMESTAMPTZ(3),
  "subscription_revision" INTEGER,
  "balance_minor" BIGINT,
  "due_at" TIMESTAMPTZ(3),
  "total_minor" BIGINT,
  "parts" JSONB,

  CONSTRAINT "next_payment_preview_pkey" PRIMARY KEY ("subscription_id")
);

CREATE INDEX IF NOT EXISTS "next_payment_preview_workspace_id_idx" ON "next_payment_preview"("workspace_id");
