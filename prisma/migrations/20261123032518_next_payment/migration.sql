-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "balance_minor" BIGINT,
ADD COLUMN     "discounted" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "subscription" ADD COLUMN     "billed_beside" TEXT[] DEFAULT ARRAY[]::TEXT[];
