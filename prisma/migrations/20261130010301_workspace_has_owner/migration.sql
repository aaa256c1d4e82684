-- A workspace with members always has an owner, whichever statement changes them: the app's, one typed by hand, or the
-- cascade of a deleted account. lib/workspaces/ refuses the same with a sentence for people; this holds if it ever fails to.
--
-- Workspaces that have no owner yet stay as they are until the next migration. Taking the lock waits for every
-- transaction that changes members, so no change before it escapes both.
SET LOCAL lock_timeout = '2s';

CREATE FUNCTION "workspace_has_owner"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  one uuid;
BEGIN
  FOREACH one IN ARRAY CASE TG_OP
    WHEN 'INSERT' THEN ARRAY[NEW.workspace_id]
    WHEN 'DELETE' THEN ARRAY[OLD.workspace_id]
    ELSE ARRAY[LEAST(OLD.workspace_id, NEW.workspace_id), GREATEST(OLD.workspace_id, NEW.workspace_id)] END
  LOOP
    -- Changes of one workspace are checked one after the other. A lock alone would let a REPEATABLE READ transaction
    -- decide by what it saw before it waited; a write makes it fail. Once for each transaction is enough.
    UPDATE workspace SET name = name WHERE id = one AND xmin <> pg_current_xact_id()::xid;
    IF EXISTS (SELECT FROM membership WHERE workspace_id = one)
      AND NOT EXISTS (SELECT FROM membership WHERE workspace_id = one AND role = 'owner')
    THEN
      RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'workspace_has_owner', TABLE = 'membership',
        MESSAGE = format('workspace_has_owner: workspace %s would have members and no owner', one),
        HINT = 'Make another member an owner first, or remove all members.';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- Deferred, so that one transaction may remove an owner and then name another.
CREATE CONSTRAINT TRIGGER "workspace_has_owner_insert" AFTER INSERT ON "membership"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.role <> 'owner') EXECUTE FUNCTION "workspace_has_owner"();
CREATE CONSTRAINT TRIGGER "workspace_has_owner_update" AFTER UPDATE ON "membership"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.role = 'owner' AND NEW.role <> 'owner') OR OLD.workspace_id <> NEW.workspace_id)
  EXECUTE FUNCTION "workspace_has_owner"();
CREATE CONSTRAINT TRIGGER "workspace_has_owner_delete" AFTER DELETE ON "membership"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'owner') EXECUTE FUNCTION "workspace_has_owner"();
