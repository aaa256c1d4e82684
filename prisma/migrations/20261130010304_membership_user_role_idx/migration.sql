-- A user's workspaces, those they own first, a page at a time.
-- Built beside the writers. If it is cut off, drop the invalid index and run the migrations again.
CREATE INDEX CONCURRENTLY "membership_user_id_role_created_at_workspace_id_idx" ON "membership"("user_id", "role", "created_at", "workspace_id");
