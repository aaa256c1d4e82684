-- A workspace's members, owners first, a page at a time.
-- Built beside the writers. If it is cut off, drop the invalid index and run the migrations again.
CREATE INDEX CONCURRENTLY "membership_workspace_id_role_created_at_user_id_idx" ON "membership"("workspace_id", "role", "created_at", "user_id");
