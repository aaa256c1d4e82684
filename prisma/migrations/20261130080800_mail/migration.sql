-- Mail that is to be sent, written with its cause, and what became of it.
--
-- Instances of the release before neither read nor write the table.
SET LOCAL lock_timeout = '2s';

CREATE TABLE IF NOT EXISTS "mail" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "to_address" TEXT NOT NULL,
    "user_id" UUID,
    "workspace_id" UUID,
    "language" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "dropped_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "lease_holder" UUID,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX IF NOT EXISTS "mail_key_key" ON "mail"("key");
CREATE INDEX IF NOT EXISTS "mail_user_id_idx" ON "mail"("user_id");

-- What Prisma's schema can't say: what waits, what was given up, and what is done with, each found without the others.
CREATE INDEX IF NOT EXISTS "mail_unsent_idx" ON "mail" ("next_attempt_at")
  WHERE "sent_at" IS NULL AND "dropped_at" IS NULL AND "failed_at" IS NULL;
CREATE INDEX IF NOT EXISTS "mail_failed_idx" ON "mail" ("failed_at") WHERE "failed_at" IS NOT NULL;
CREATE INDEX IF NOT EXISTS "mail_settled_idx" ON "mail" ("created_at")
  WHERE "sent_at" IS NOT NULL OR "dropped_at" IS NOT NULL OR "failed_at" IS NOT NULL;
