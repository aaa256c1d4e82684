CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "user_email_confirmed_key" ON "user" ("email") WHERE "email_verified" IS NOT NULL;
