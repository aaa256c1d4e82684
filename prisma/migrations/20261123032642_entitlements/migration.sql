-- AlterTable
ALTER TABLE "product_feature" ADD COLUMN     "limit_value" INTEGER;

-- AlterTable
ALTER TABLE "subscription" ADD COLUMN     "status_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "entitlement_override" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "feature_id" TEXT NOT NULL,
    "limit_value" INTEGER,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "note" TEXT NOT NULL,
    "granted_by" TEXT NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_by" TEXT,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "entitlement_override_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feature_use" (
    "workspace_id" UUID NOT NULL,
    "feature_id" TEXT NOT NULL,
    "used" INTEGER NOT NULL,

    CONSTRAINT "feature_use_pkey" PRIMARY KEY ("workspace_id","feature_id")
);

-- CreateIndex
CREATE INDEX "entitlement_override_workspace_id_granted_at_idx" ON "entitlement_override"("workspace_id", "granted_at" DESC);

-- What has a status now has had it since the first change of its last unbroken run of it, or since the last word on it.
UPDATE "subscription" s SET "status_since" = COALESCE(
  (SELECT min(c."at") FROM "subscription_change" c
   WHERE c."subscription_id" = s."id" AND c."status" = s."status" AND c."id" > COALESCE(
     (SELECT max(o."id") FROM "subscription_change" o
      WHERE o."subscription_id" = s."id" AND o."status" IS DISTINCT FROM s."status"), 0)),
  s."as_of");
