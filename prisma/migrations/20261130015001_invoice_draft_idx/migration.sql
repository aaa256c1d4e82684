CREATE INDEX CONCURRENTLY IF NOT EXISTS "invoice_draft_idx" ON "invoice" ("subscription_id") WHERE "status" = 'draft';
