-- A workspace's plan passes from one payer to another: a new subscription, whose checkout names the one that it takes the
-- place of. A row is written before the checkout is made at Stripe.
--
-- Instances of the release before neither read nor write the tables. A checkout that they make names no predecessor.
SET LOCAL lock_timeout = '2s';

CREATE TABLE "hand_over" (
    "checkout_id" UUID NOT NULL,
    "predecessor_id" TEXT NOT NULL,
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "customer_id" TEXT NOT NULL,
    "payer_id" UUID,
    "kind" TEXT NOT NULL,
    "anchor" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'checkout',
    "successor_id" TEXT,
    "access_ended_at" TIMESTAMPTZ(3),
    "collect_again" TEXT[] NOT NULL DEFAULT '{}',
    "owed_ids" TEXT[] NOT NULL DEFAULT '{}',
    "canceled_for" TIMESTAMPTZ(3),
    "taken_back_at" TIMESTAMPTZ(3),
    "generation" INTEGER NOT NULL DEFAULT 1,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "hand_over_pkey" PRIMARY KEY ("checkout_id", "predecessor_id")
);

CREATE INDEX "hand_over_workspace_id_idx" ON "hand_over"("workspace_id");
CREATE INDEX "hand_over_predecessor_id_idx" ON "hand_over"("predecessor_id");
CREATE INDEX "hand_over_successor_id_idx" ON "hand_over"("successor_id");

-- The payer lets another owner or admin take the plan over.
CREATE TABLE "hand_over_consent" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "workspace_id" UUID NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "payer_id" UUID NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "hand_over_consent_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "hand_over_consent_workspace_id_subscription_id_idx" ON "hand_over_consent"("workspace_id", "subscription_id");

-- A cancellation stops the collection of the customer's other invoices, so it is switched on again for these.
ALTER TABLE "duplicate_subscription" ADD COLUMN "collect_again" TEXT[] NOT NULL DEFAULT '{}';
