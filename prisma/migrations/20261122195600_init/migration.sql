-- CreateEnum
CREATE TYPE "role" AS ENUM ('owner', 'admin', 'member');

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "email_verified" TIMESTAMPTZ(3),
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "refresh_token" TEXT,
    "access_token" TEXT,
    "expires_at" INTEGER,
    "token_type" TEXT,
    "scope" TEXT,
    "id_token" TEXT,
    "session_state" TEXT,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "session_token" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_token" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL
);

-- CreateTable
CREATE TABLE "password_credential" (
    "user_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "password_credential_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "workspace" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_holder" UUID,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "user_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "role" "role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("user_id","workspace_id")
);

-- CreateTable
CREATE TABLE "stripe_user" (
    "user_id" UUID NOT NULL,
    "customer_id" TEXT,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "parameters" JSONB,
    "sent_at" TIMESTAMPTZ(3),
    "lease_holder" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stripe_user_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "checkout_session" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "customer_id" TEXT NOT NULL,
    "price_id" TEXT NOT NULL,
    "with_trial" BOOLEAN NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "stripe_session_id" TEXT,
    "url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "subscription_id" TEXT,

    CONSTRAINT "checkout_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_counter" (
    "key" TEXT NOT NULL,
    "hits" TIMESTAMPTZ(3)[],
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_counter_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "installation" (
    "one" SMALLINT NOT NULL DEFAULT 1,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "stripe_account_id" TEXT,
    "livemode" BOOLEAN,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("one")
);

-- CreateTable
CREATE TABLE "catalog_version" (
    "one" SMALLINT NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "catalog_version_pkey" PRIMARY KEY ("one")
);

-- CreateTable
CREATE TABLE "stripe_event" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_id" TEXT,
    "created" TIMESTAMPTZ(3) NOT NULL,
    "api_version" TEXT,
    "payload" TEXT,
    "state" TEXT NOT NULL,
    "first_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "error" TEXT,

    CONSTRAINT "stripe_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer" (
    "id" TEXT NOT NULL,
    "email" TEXT,
    "name" TEXT,
    "currency" TEXT,
    "default_payment_method_id" TEXT,
    "delinquent" BOOLEAN,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "metadata" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_method" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT,
    "type" TEXT,
    "brand" TEXT,
    "last4" TEXT,
    "exp_month" INTEGER,
    "exp_year" INTEGER,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "payment_method_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product" (
    "id" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "name" TEXT,
    "description" TEXT,
    "plan_group" TEXT,
    "metadata" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feature" (
    "id" TEXT NOT NULL,

    CONSTRAINT "feature_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_feature" (
    "product_id" TEXT NOT NULL,
    "feature_id" TEXT NOT NULL,
    "position" SMALLINT NOT NULL,

    CONSTRAINT "product_feature_pkey" PRIMARY KEY ("product_id","feature_id")
);

-- CreateTable
CREATE TABLE "price" (
    "id" TEXT NOT NULL,
    "product_id" TEXT,
    "active" BOOLEAN NOT NULL,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "type" TEXT,
    "currency" TEXT,
    "unit_amount_minor" BIGINT,
    "unit_amount_decimal" DECIMAL(38,12),
    "billing_scheme" TEXT,
    "interval" TEXT,
    "interval_count" INTEGER,
    "usage_type" TEXT,
    "per_seat" BOOLEAN NOT NULL DEFAULT false,
    "nickname" TEXT,
    "lookup_key" TEXT,
    "metadata" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "price_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT,
    "workspace_id" UUID,
    "user_id" UUID,
    "status" TEXT,
    "currency" TEXT,
    "created_at" TIMESTAMPTZ(3),
    "start_date" TIMESTAMPTZ(3),
    "trial_start" TIMESTAMPTZ(3),
    "trial_end" TIMESTAMPTZ(3),
    "cancel_at" TIMESTAMPTZ(3),
    "cancel_at_period_end" BOOLEAN NOT NULL DEFAULT false,
    "canceled_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "default_payment_method_id" TEXT,
    "latest_invoice_id" TEXT,
    "metadata" JSONB NOT NULL,
    "latest_event_id" TEXT,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription_item" (
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "product_id" TEXT,
    "price_id" TEXT,
    "quantity" BIGINT,
    "period_start" TIMESTAMPTZ(3),
    "period_end" TIMESTAMPTZ(3),

    CONSTRAINT "subscription_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT,
    "subscription_id" TEXT,
    "number" TEXT,
    "status" TEXT,
    "billing_reason" TEXT,
    "currency" TEXT,
    "total_minor" BIGINT,
    "amount_due_minor" BIGINT,
    "amount_paid_minor" BIGINT,
    "amount_remaining_minor" BIGINT,
    "attempt_count" INTEGER,
    "next_payment_attempt" TIMESTAMPTZ(3),
    "hosted_invoice_url" TEXT,
    "invoice_pdf" TEXT,
    "created_at" TIMESTAMPTZ(3),
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_provider_provider_account_id_key" ON "account"("provider", "provider_account_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_session_token_key" ON "session"("session_token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "verification_token_token_key" ON "verification_token"("token");

-- CreateIndex
CREATE UNIQUE INDEX "verification_token_identifier_token_key" ON "verification_token"("identifier", "token");

-- CreateIndex
CREATE INDEX "membership_workspace_id_idx" ON "membership"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "stripe_user_customer_id_key" ON "stripe_user"("customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "checkout_session_stripe_session_id_key" ON "checkout_session"("stripe_session_id");

-- CreateIndex
CREATE INDEX "checkout_session_workspace_id_state_idx" ON "checkout_session"("workspace_id", "state");

-- CreateIndex
CREATE INDEX "checkout_session_user_id_state_idx" ON "checkout_session"("user_id", "state");

-- CreateIndex
CREATE INDEX "checkout_session_price_id_state_idx" ON "checkout_session"("price_id", "state");

-- CreateIndex
CREATE INDEX "rate_counter_expires_at_idx" ON "rate_counter"("expires_at");

-- CreateIndex
CREATE INDEX "payment_method_customer_id_idx" ON "payment_method"("customer_id");

-- CreateIndex
CREATE INDEX "product_feature_feature_id_idx" ON "product_feature"("feature_id");

-- CreateIndex
CREATE INDEX "price_product_id_idx" ON "price"("product_id");

-- CreateIndex
CREATE INDEX "subscription_workspace_id_status_idx" ON "subscription"("workspace_id", "status");

-- CreateIndex
CREATE INDEX "subscription_customer_id_status_idx" ON "subscription"("customer_id", "status");

-- CreateIndex
CREATE INDEX "subscription_user_id_idx" ON "subscription"("user_id");

-- CreateIndex
CREATE INDEX "subscription_item_subscription_id_idx" ON "subscription_item"("subscription_id");

-- CreateIndex
CREATE INDEX "subscription_item_product_id_idx" ON "subscription_item"("product_id");

-- CreateIndex
CREATE INDEX "invoice_subscription_id_created_at_idx" ON "invoice"("subscription_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "invoice_customer_id_created_at_idx" ON "invoice"("customer_id", "created_at" DESC);

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "password_credential" ADD CONSTRAINT "password_credential_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stripe_user" ADD CONSTRAINT "stripe_user_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema can't say.

-- One open session per workspace, whoever makes it and whatever goes wrong on the way.
CREATE UNIQUE INDEX "checkout_session_one_open" ON "checkout_session"("workspace_id") WHERE "state" IN ('creating', 'open');

-- What failed is looked for; what went well, nearly all, costs the index nothing.
CREATE INDEX "stripe_event_failed" ON "stripe_event"("first_attempt_at") WHERE "state" = 'failed';

-- Tables of one row.
INSERT INTO "installation" DEFAULT VALUES;
INSERT INTO "catalog_version" DEFAULT VALUES;
ALTER TABLE "installation" ADD CONSTRAINT "installation_one" CHECK ("one" = 1);
ALTER TABLE "catalog_version" ADD CONSTRAINT "catalog_version_one" CHECK ("one" = 1);
