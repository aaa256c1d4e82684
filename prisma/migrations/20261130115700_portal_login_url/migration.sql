-- Where customers sign in to Stripe's portal by e-mail. Null where that is off, and until the next event or sync.
--
-- Instances of the release before neither read nor write the column.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "portal_configuration" ADD COLUMN IF NOT EXISTS "login_url" TEXT;
