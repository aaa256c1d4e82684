-- The changes of a subscription since its last invoice, without its whole history.
-- Built beside the writers. If it is cut off, drop the invalid index and run the migrations again.
CREATE INDEX CONCURRENTLY "subscription_change_subscription_id_at_idx" ON "subscription_change"("subscription_id", "at");
