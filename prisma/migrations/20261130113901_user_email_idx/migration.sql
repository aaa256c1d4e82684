CREATE INDEX CONCURRENTLY IF NOT EXISTS "user_email_idx" ON "user" ("email");
