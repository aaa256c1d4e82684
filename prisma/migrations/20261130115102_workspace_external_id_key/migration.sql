-- Built beside the writers. If it is cut off, drop the invalid index and run the migrations again.
CREATE UNIQUE INDEX CONCURRENTLY "workspace_external_id_key" ON "workspace"("external_id");
