-- What a customer pays for, newest first, a page at a time.
-- Built beside the writers. If it is cut off, drop the invalid index and run the migrations again.
CREATE INDEX CONCURRENTLY "subscription_customer_id_created_at_id_idx" ON "subscription"("customer_id", "created_at" DESC, "id" DESC);
