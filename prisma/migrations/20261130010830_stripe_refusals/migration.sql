-- What Stripe refused and only we can repair: a wrong key or setting, or a call that it does not take. One row for each
-- kind of refusal, for /operator. Nothing of the release before reads or writes it.
SET LOCAL lock_timeout = '2s';

CREATE TABLE "stripe_refusal" (
    "id" TEXT NOT NULL,
    "call" TEXT NOT NULL,
    "status" INTEGER,
    "code" TEXT,
    "parameter" TEXT,
    "message" TEXT NOT NULL,
    "request_id" TEXT,
    "times" INTEGER NOT NULL DEFAULT 1,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stripe_refusal_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "stripe_refusal_last_at_idx" ON "stripe_refusal"("last_at");
