-- Built beside the writers. If it is cut off, drop the invalid index and run the migrations again.
CREATE INDEX CONCURRENTLY "price_setup_fee_for_idx" ON "price"("setup_fee_for");
