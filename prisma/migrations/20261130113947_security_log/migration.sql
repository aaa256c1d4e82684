-- What happened to accounts and workspaces, for their holders and owners. docs/decisions/032-security-log.md.
--
-- Instances of the release before neither read nor write the table.
SET LOCAL lock_timeout = '2s';

CREATE TABLE IF NOT EXISTS "security_event" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "key" TEXT,
    "event" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "actor_id" UUID,
    "user_id" UUID,
    "workspace_id" UUID,
    "network_address" TEXT,
    "user_agent" TEXT,
    "about" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "security_event_pkey" PRIMARY KEY ("id")
);

CREATE INDEX IF NOT EXISTS "security_event_user_id_at_id_idx" ON "security_event"("user_id", "at" DESC, "id" DESC);
CREATE INDEX IF NOT EXISTS "security_event_at_idx" ON "security_event"("at");

-- What Prisma's schema can't say: most rows are in none of these.
CREATE UNIQUE INDEX IF NOT EXISTS "security_event_key_idx" ON "security_event" ("key") WHERE "key" IS NOT NULL;
CREATE INDEX IF NOT EXISTS "security_event_workspace_idx" ON "security_event" ("workspace_id", "at" DESC, "id" DESC)
  WHERE "workspace_id" IS NOT NULL;
CREATE INDEX IF NOT EXISTS "security_event_actor_idx" ON "security_event" ("actor_id", "at" DESC, "id" DESC)
  WHERE "actor_id" <> "user_id";
