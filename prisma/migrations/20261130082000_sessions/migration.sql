-- A row for each time that somebody signs in. The table of this name was never used: the release before keeps all that it
-- knows of a session in the cookie, and goes on doing so beside this one.
SET LOCAL lock_timeout = '2s';

DROP TABLE IF EXISTS "session";

CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "device_id" TEXT,
    "network_address" TEXT NOT NULL,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "session_user_id_last_seen_at_idx" ON "session"("user_id", "last_seen_at" DESC);
