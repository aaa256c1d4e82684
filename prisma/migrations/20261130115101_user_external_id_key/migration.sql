-- Built beside the writers. If it is cut off, drop the invalid index and run the migrations again.
CREATE UNIQUE INDEX CONCURRENTLY "user_external_id_key" ON "user"("external_id");
