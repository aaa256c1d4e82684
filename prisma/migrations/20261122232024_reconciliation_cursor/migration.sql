-- AlterTable
ALTER TABLE "reconciliation" ADD COLUMN     "cursor" TEXT;

-- CreateIndex
CREATE INDEX "customer_created_at_idx" ON "customer"("created_at");

-- CreateIndex
CREATE INDEX "invoice_created_at_idx" ON "invoice"("created_at");

-- CreateIndex
CREATE INDEX "subscription_created_at_idx" ON "subscription"("created_at");
