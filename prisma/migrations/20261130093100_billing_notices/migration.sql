-- The language of mail that nobody's request causes, and when the notices that time brings were last looked for.
--
-- Instances of the release before neither read nor write the columns.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "user" ADD COLUMN IF NOT EXISTS "language" TEXT;
ALTER TABLE "installation" ADD COLUMN IF NOT EXISTS "noticed_at" TIMESTAMPTZ(3);
