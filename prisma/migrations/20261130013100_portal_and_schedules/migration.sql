-- Copies of two more of Stripe's objects: the portal's configurations, by which a change of plan is shown before it is
-- confirmed, and subscription schedules, which hold what is planned. Both are empty until webhooks, `npm run stripe:sync`
-- or `npm run stripe:setup` fill them.
--
-- Instances of the release before neither read nor write them. They ignore the new event types.
SET LOCAL lock_timeout = '2s';

CREATE TABLE "portal_configuration" (
    "id" TEXT NOT NULL,
    "active" BOOLEAN,
    "is_default" BOOLEAN,
    "plan_change" JSONB,
    "created_at" TIMESTAMPTZ(3),
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "portal_configuration_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "subscription_schedule" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT,
    "subscription_id" TEXT,
    "status" TEXT,
    "end_behavior" TEXT,
    "current_from" TIMESTAMPTZ(3),
    "phases" JSONB,
    "from_portal" BOOLEAN NOT NULL DEFAULT false,
    "metadata" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "subscription_schedule_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "subscription_schedule_subscription_id_idx" ON "subscription_schedule"("subscription_id");
CREATE INDEX "subscription_schedule_created_at_idx" ON "subscription_schedule"("created_at");

-- When the list of portal configurations was last fetched. Null: never, so it is not known that there is none.
ALTER TABLE "installation" ADD COLUMN "portal_seen_at" TIMESTAMPTZ(3);
