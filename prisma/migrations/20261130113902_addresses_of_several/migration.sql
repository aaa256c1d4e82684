-- An address is one account's once that account has confirmed it. Until then two accounts may name it, if the transaction
-- that writes the second one says that it knows of this rule (lib/auth/address-lock.ts). For every other writer, such as an
-- instance of the release before, an address remains what one account has.
SET LOCAL lock_timeout = '2s';

ALTER TABLE "user" ADD COLUMN IF NOT EXISTS "address_contested_at" TIMESTAMPTZ(3);

-- Changes of one address happen one after the other. There are 256 locks for all addresses, so that a statement that brings
-- a million users needs no more than those. They are taken in the order of their numbers.
CREATE FUNCTION "lock_addresses"(addresses TEXT[]) RETURNS VOID LANGUAGE sql SET search_path FROM CURRENT AS $$
  SELECT pg_advisory_xact_lock(1633969266, number)
  FROM (SELECT DISTINCT hashtext(address) & 255 AS number FROM unnest(addresses) AS address ORDER BY number) AS locks;
$$;

CREATE FUNCTION "address_of_user"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  others INT;
  confirmed BOOLEAN;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.email IS NOT DISTINCT FROM OLD.email AND (NEW.email_verified IS NULL) = (OLD.email_verified IS NULL) THEN
      RETURN NULL;
    END IF;
  END IF;
  PERFORM lock_addresses(ARRAY[NEW.email]);
  IF NEW.email_verified IS NOT NULL THEN
    UPDATE "user" SET email = NULL WHERE email = NEW.email AND email_verified IS NULL AND id <> NEW.id;
    RETURN NULL;
  END IF;
  -- What others did while this waited is seen from here on.
  SELECT count(*), COALESCE(bool_or(email_verified IS NOT NULL), FALSE) INTO others, confirmed
    FROM "user" WHERE email = NEW.email AND id <> NEW.id;
  IF confirmed OR others >= (CASE WHEN current_setting('billing.shares_addresses', TRUE) = 'on' THEN 2 ELSE 1 END) THEN
    RAISE EXCEPTION USING ERRCODE = 'unique_violation', CONSTRAINT = 'address_of_user', TABLE = 'user',
      MESSAGE = 'address_of_user: the address is another account''s';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "address_of_user" AFTER INSERT OR UPDATE OF "email", "email_verified" ON "user"
  FOR EACH ROW WHEN (NEW."email" IS NOT NULL) EXECUTE FUNCTION "address_of_user"();

DROP INDEX IF EXISTS "user_email_key";
