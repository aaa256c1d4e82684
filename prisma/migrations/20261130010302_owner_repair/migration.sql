-- Workspaces that lost their last owner before the database refused it get one: an admin before a member, then who pays
-- for a plan of the workspace, then who has been in it longest. Each is written down for the operator's page.
SET LOCAL lock_timeout = '2s';

CREATE TABLE "owner_repair" (
  "workspace_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "role_before" "role" NOT NULL,
  "repaired_at" TIMESTAMPTZ(3) NOT NULL,

  CONSTRAINT "owner_repair_pkey" PRIMARY KEY ("workspace_id")
);

-- Kept for later: after a backup was restored without triggers, `SELECT repair_workspace_owners()` does it again.
CREATE FUNCTION "repair_workspace_owners"() RETURNS int LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  one uuid;
  heir record;
  repaired int := 0;
BEGIN
  FOR one IN
    SELECT DISTINCT m.workspace_id FROM membership m
    WHERE NOT EXISTS (SELECT FROM membership o WHERE o.workspace_id = m.workspace_id AND o.role = 'owner')
    ORDER BY 1
  LOOP
    PERFORM FROM workspace WHERE id = one FOR UPDATE;
    -- Looked at again, now that its members no longer change.
    CONTINUE WHEN EXISTS (SELECT FROM membership WHERE workspace_id = one AND role = 'owner');
    SELECT m.user_id, m.role INTO heir FROM membership m
    WHERE m.workspace_id = one
    ORDER BY m.role = 'admin' DESC, EXISTS (
        SELECT FROM subscription s JOIN stripe_user u ON u.customer_id = s.customer_id
        WHERE s.workspace_id = one AND u.user_id = m.user_id AND s.status NOT IN ('canceled', 'incomplete_expired')
      ) DESC, m.created_at, m.user_id
    LIMIT 1;
    CONTINUE WHEN NOT FOUND;
    UPDATE membership SET role = 'owner' WHERE workspace_id = one AND user_id = heir.user_id;
    INSERT INTO owner_repair (workspace_id, user_id, role_before, repaired_at)
    VALUES (one, heir.user_id, heir.role, clock_timestamp())
    ON CONFLICT (workspace_id) DO UPDATE
      SET user_id = excluded.user_id, role_before = excluded.role_before, repaired_at = excluded.repaired_at;
    RAISE WARNING 'Workspace % had members and no owner. Its % % is the owner now.', one, heir.role, heir.user_id;
    repaired := repaired + 1;
  END LOOP;
  RETURN repaired;
END $$;

SELECT "repair_workspace_owners"();
