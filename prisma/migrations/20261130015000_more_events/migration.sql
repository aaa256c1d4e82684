-- Why an invoice is still a draft, what went back of payments, and which events our endpoint at Stripe lacks.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "invoice" ADD COLUMN IF NOT EXISTS "finalization_error" TEXT;
ALTER TABLE "installation" ADD COLUMN IF NOT EXISTS "missing_events" TEXT[] DEFAULT ARRAY[]::TEXT[];

CREATE TABLE IF NOT EXISTS "reversal" (
    "charge_id" TEXT NOT NULL,
    "invoice_id" TEXT,
    "customer_id" TEXT,
    "currency" TEXT,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "dispute_id" TEXT,
    "dispute_status" TEXT,
    "disputed_minor" BIGINT,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reversal_pkey" PRIMARY KEY ("charge_id")
);
CREATE INDEX IF NOT EXISTS "reversal_invoice_id_idx" ON "reversal" ("invoice_id");
