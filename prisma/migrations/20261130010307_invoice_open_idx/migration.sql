-- The open invoice of a subscription, without all that were paid.
-- Built beside the writers. If it is cut off, drop the invalid index and run the migrations again.
CREATE INDEX CONCURRENTLY "invoice_open_idx" ON "invoice"("subscription_id", "created_at" DESC) WHERE "status" = 'open' AND NOT "deleted";
