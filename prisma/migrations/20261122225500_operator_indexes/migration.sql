-- Partial and expression indexes, which Prisma's schema can't say.

-- The operator's page and the health check: the events that failed, oldest first. One that is processed at its first
-- attempt never touches it.
CREATE INDEX "stripe_event_failed_idx" ON "stripe_event" ("first_attempt_at", "id") WHERE "state" = 'failed';

-- Both ends of the payloads that are kept: the oldest are pruned (lib/billing/prune.ts), the newest tell the lag
-- (lib/health.ts). Entries are appended at one end in the order of time, which costs an insert next to nothing; a BRIN
-- index would cost as little, but loses its worth when pruning leaves old rows among new ones.
CREATE INDEX "stripe_event_payload_idx" ON "stripe_event" ("first_attempt_at") WHERE "state" = 'processed' AND "payload" IS NOT NULL;

-- The operator's search: workspaces by the beginning of their name, in any case.
CREATE INDEX "workspace_name_idx" ON "workspace" (lower("name") text_pattern_ops, "id");
