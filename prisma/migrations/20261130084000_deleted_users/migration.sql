-- The row of a deleted account stays without what names the person, because the money's history refers to it. It must not
-- join a workspace any more, whatever was under way while it was deleted.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "user" ADD COLUMN IF NOT EXISTS "deleted_at" TIMESTAMPTZ(3);

CREATE FUNCTION "membership_of_present_user"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  -- The lock waits for a deletion that is under way; afterwards its outcome is read.
  PERFORM FROM "user" WHERE id = NEW.user_id AND deleted_at IS NULL FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'membership_of_present_user', TABLE = 'membership',
      MESSAGE = format('membership_of_present_user: user %s is deleted or does not exist', NEW.user_id);
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "membership_of_present_user" BEFORE INSERT ON "membership"
  FOR EACH ROW EXECUTE FUNCTION "membership_of_present_user"();
