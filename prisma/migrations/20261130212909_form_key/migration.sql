-- What one form made, so that it's made once however often the form is sent. Instances of the release before don't know the columns.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "workspace" ADD COLUMN IF NOT EXISTS "form_key" UUID;
ALTER TABLE "invitation" ADD COLUMN IF NOT EXISTS "form_key" UUID;
