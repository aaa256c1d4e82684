-- What a member is found by: the e-mail address, and the name from each of its words on, in lower case. A search among
-- 5,000 members reads the ones it shows. There is no foreign key, so that filling the table holds no membership; a search
-- joins the memberships, and what is left over is never shown.
SET LOCAL lock_timeout = '2s';

CREATE TABLE "member_term" (
  "user_id" UUID NOT NULL,
  "workspace_id" UUID NOT NULL,
  "term" TEXT COLLATE "C" NOT NULL,

  CONSTRAINT "member_term_pkey" PRIMARY KEY ("user_id", "workspace_id", "term")
);
CREATE INDEX "member_term_workspace_id_term_user_id_idx" ON "member_term"("workspace_id", "term", "user_id");

CREATE FUNCTION "member_terms"("name" text, "email" text) RETURNS SETOF text LANGUAGE sql SET search_path FROM CURRENT AS $$
  SELECT DISTINCT left(term, 100) FROM (
    SELECT lower(email) AS term
    UNION ALL
    SELECT array_to_string(words[n:], ' ')
    FROM regexp_split_to_array(lower(btrim(name)), '\s+') words, generate_subscripts(words, 1) n WHERE n <= 8
  ) t WHERE term <> ''
$$;

CREATE FUNCTION "note_member_terms"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM member_term WHERE user_id = OLD.user_id AND workspace_id = OLD.workspace_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO member_term (user_id, workspace_id, term)
    SELECT NEW.user_id, NEW.workspace_id, t FROM "user" u, member_terms(u.name, u.email) t WHERE u.id = NEW.user_id
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "renew_member_terms"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM member_term WHERE user_id = NEW.id;
  INSERT INTO member_term (user_id, workspace_id, term)
  SELECT m.user_id, m.workspace_id, t FROM membership m, member_terms(NEW.name, NEW.email) t WHERE m.user_id = NEW.id
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER "member_term_membership" AFTER INSERT OR DELETE OR UPDATE OF "user_id", "workspace_id" ON "membership"
  FOR EACH ROW EXECUTE FUNCTION "note_member_terms"();
CREATE TRIGGER "member_term_user" AFTER UPDATE OF "name", "email" ON "user"
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.email IS DISTINCT FROM NEW.email)
  EXECUTE FUNCTION "renew_member_terms"();
