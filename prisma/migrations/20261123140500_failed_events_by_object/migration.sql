-- stripe_event_failed_idx has the failed events by age, and more. What is looked for beside that are those of an object
-- which stripe:sync found right; Prisma's schema can't say it.
DROP INDEX "stripe_event_failed";
CREATE INDEX "stripe_event_failed_object_idx" ON "stripe_event" ("object_id") WHERE "state" = 'failed';
