-- AlterTable
ALTER TABLE "checkout_session" ADD COLUMN     "payment" TEXT;
