-- The members from before. New ones come by the trigger, so both may write the same term.
INSERT INTO "member_term" ("user_id", "workspace_id", "term")
SELECT m.user_id, m.workspace_id, t FROM "membership" m JOIN "user" u ON u.id = m.user_id, member_terms(u.name, u.email) t
ON CONFLICT DO NOTHING;
