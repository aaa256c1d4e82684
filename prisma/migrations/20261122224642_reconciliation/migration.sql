-- CreateTable
CREATE TABLE "reconciliation" (
    "id" UUID NOT NULL,
    "mode" TEXT NOT NULL,
    "dry_run" BOOLEAN NOT NULL,
    "since" TIMESTAMPTZ(3),
    "kind" TEXT,
    "border" TIMESTAMPTZ(3),
    "counts" JSONB NOT NULL DEFAULT '{}',
    "drift" JSONB NOT NULL DEFAULT '[]',
    "drift_count" INTEGER NOT NULL DEFAULT 0,
    "failures" JSONB NOT NULL DEFAULT '[]',
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "worked_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "lease_holder" UUID,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "reconciliation_started_at_idx" ON "reconciliation"("started_at" DESC);

-- What Prisma's schema can't say.

-- One run of a kind at a time: the next one goes on with what the last one left.
CREATE UNIQUE INDEX "reconciliation_unfinished" ON "reconciliation"("mode", "dry_run") WHERE "finished_at" IS NULL;
