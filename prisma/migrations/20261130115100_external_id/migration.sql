-- The ids that another system has for users and workspaces (lib/ids.ts). None looks like an id of ours, so that it's never
-- unclear which of the two is meant.
--
-- Instances of the release before neither read nor write the columns. The checks hold for every row from now on, and no
-- row has a value yet, so none has to be read (NOT VALID).
SET LOCAL lock_timeout = '2s';

ALTER TABLE "user" ADD COLUMN IF NOT EXISTS "external_id" TEXT;
ALTER TABLE "workspace" ADD COLUMN IF NOT EXISTS "external_id" TEXT;

ALTER TABLE "user" DROP CONSTRAINT IF EXISTS "user_external_id_check";
ALTER TABLE "user" ADD CONSTRAINT "user_external_id_check" CHECK (
  "external_id" ~ '^[A-Za-z0-9_.:@|-]{1,64}$' AND "external_id" !~ '^[.]+$'
  AND "external_id" !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') NOT VALID;

ALTER TABLE "workspace" DROP CONSTRAINT IF EXISTS "workspace_external_id_check";
ALTER TABLE "workspace" ADD CONSTRAINT "workspace_external_id_check" CHECK (
  "external_id" ~ '^[A-Za-z0-9_.:@|-]{1,64}$' AND "external_id" !~ '^[.]+$'
  AND "external_id" !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') NOT VALID;
