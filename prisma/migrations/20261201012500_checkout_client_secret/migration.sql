-- What opens a checkout within our page. Instances of the release before make no such checkouts.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "checkout_session" ADD COLUMN IF NOT EXISTS "client_secret" TEXT;
