-- For the deletion of an account: mail to an address that is about nobody's account. Most mail is, so the index is small.
-- Built beside the writers. If it is cut off, drop the invalid index and run the migrations again.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "mail_to_address_idx" ON "mail" ("to_address") WHERE "user_id" IS NULL;
