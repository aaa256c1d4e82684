-- Hidden prices that an operator offered to a workspace. Instances of the release before sell none, and read nothing here.
SET LOCAL lock_timeout = '2s';

CREATE TABLE IF NOT EXISTS "price_offer" (
  "id" UUID NOT NULL,
  "price_id" TEXT NOT NULL,
  "workspace_id" UUID NOT NULL,
  "until" TIMESTAMPTZ(3) NOT NULL,
  "offered_by" TEXT NOT NULL,
  "offered_at" TIMESTAMPTZ(3) NOT NULL,
  "revoked_by" TEXT,
  "revoked_at" TIMESTAMPTZ(3),

  CONSTRAINT "price_offer_pkey" PRIMARY KEY ("id")
);

CREATE INDEX IF NOT EXISTS "price_offer_workspace_id_price_id_idx" ON "price_offer"("workspace_id", "price_id");
