-- What the lines of an invoice bill, by item of its subscription, how subscriptions and invoices are collected, and how
-- often what waits for the next invoice is billed before the renewal. Null
-- until a webhook or `npm run stripe:sync` has brought it; such rows give what they gave before.
--
-- Instances of the release before write these rows too. They don't name the columns, so they leave them as they are.

-- Adding a column waits for every transaction that uses the table, and all later ones wait for it. Give up instead: the
-- migration is one transaction, so nothing of it is left and it can be run again.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "subscription" ADD COLUMN "collection_method" TEXT, ADD COLUMN "pending_items_billed" TEXT;
ALTER TABLE "invoice" ADD COLUMN "collection_method" TEXT, ADD COLUMN "gave" JSONB;
