-- What a renewal may be charged to beside payment methods. Null until the next event or `stripe:sync` brings it.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "customer" ADD COLUMN IF NOT EXISTS "default_source_id" TEXT;
ALTER TABLE "subscription" ADD COLUMN IF NOT EXISTS "default_source_id" TEXT;
