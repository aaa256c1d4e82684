-- Why a payer cancels, until Stripe has it. A new table: instances of the release before don't know it.
SET LOCAL lock_timeout = '2s';

CREATE TABLE IF NOT EXISTS "cancellation_reason" (
    "subscription_id" TEXT NOT NULL,
    "workspace_id" UUID NOT NULL,
    "feedback" TEXT,
    "comment" TEXT,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "cancellation_reason_pkey" PRIMARY KEY ("subscription_id")
);

CREATE INDEX IF NOT EXISTS "cancellation_reason_workspace_id_idx" ON "cancellation_reason"("workspace_id");
