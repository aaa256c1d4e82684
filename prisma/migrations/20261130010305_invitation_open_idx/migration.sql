-- The open invitations of a workspace, without all that were ever accepted.
-- Built beside the writers. If it is cut off, drop the invalid index and run the migrations again.
CREATE INDEX CONCURRENTLY "invitation_open_idx" ON "invitation"("workspace_id", "created_at" DESC) WHERE "accepted_at" IS NULL;
