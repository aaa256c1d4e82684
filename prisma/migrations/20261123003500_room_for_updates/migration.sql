-- Rows that each event writes anew. With room left on its page the new version of a row stays on it, and no index has to
-- be told (https://www.postgresql.org/docs/current/storage-hot.html). Prisma's schema can't say it.
ALTER TABLE "subscription" SET (fillfactor = 75);
ALTER TABLE "subscription_item" SET (fillfactor = 75);
