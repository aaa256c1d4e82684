-- What a price costs in each of its currencies, its tiers, package, seats, and whether it is hidden. `currency_options` is
-- null until the price is fetched with it: by its next event, or by `stripe:sync`.
--
-- Instances of the release before neither read nor write the columns. The defaults are constants, so no row is rewritten.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "price"
  ADD COLUMN IF NOT EXISTS "currency_options" JSONB,
  ADD COLUMN IF NOT EXISTS "tiers_mode" TEXT,
  ADD COLUMN IF NOT EXISTS "package_size" BIGINT,
  ADD COLUMN IF NOT EXISTS "package_round" TEXT,
  ADD COLUMN IF NOT EXISTS "tax_behavior" TEXT,
  ADD COLUMN IF NOT EXISTS "meter_id" TEXT,
  ADD COLUMN IF NOT EXISTS "seats" TEXT,
  ADD COLUMN IF NOT EXISTS "min_seats" INTEGER,
  ADD COLUMN IF NOT EXISTS "max_seats" INTEGER,
  ADD COLUMN IF NOT EXISTS "hidden" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN IF NOT EXISTS "companion" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN IF NOT EXISTS "setup_fee_for" TEXT;

-- Of prices that are here already, what their metadata says.
UPDATE "price" SET
  "seats" = CASE WHEN "per_seat" THEN CASE WHEN "metadata"->>'seats' = 'chosen' THEN 'chosen' ELSE 'members' END END,
  "hidden" = COALESCE("metadata"->>'hidden' = 'true', false),
  "companion" = COALESCE("metadata"->>'companion' = 'true', false),
  "setup_fee_for" = NULLIF(btrim("metadata"->>'setup_fee_for'), '')
WHERE "per_seat" OR "metadata" ?| ARRAY['hidden', 'companion', 'setup_fee_for'];
