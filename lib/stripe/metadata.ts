import { readUuid } from "@/lib/uuid";

/** Every key that we write to, or read from, the metadata of Stripe's objects. */
export const METADATA = {
  /** On sessions and subscriptions: the workspace that is subscribed. */
  workspaceId: "workspace_id",
  /** On customers, sessions and subscriptions: the user who buys. */
  userId: "user_id",
  /**
   * On customers and subscriptions: which installation of this product made them, or has them assigned to it; one Stripe
   * account may serve several.
   */
  installationId: "installation_id",
  /** On subscriptions: the checkout of ours that made it. */
  checkoutId: "checkout_id",
  /** On products: the features that it carries, separated by white space. */
  features: "features",
  /** On products: those of one group exclude each other in a workspace. */
  planGroup: "plan_group",
  /** On products: the days of the plan's trial, "0" for none; absent where the setting says it. */
  trialDays: "trial_days",
  /** On products: "cancel" or "pause", what becomes of a trial that nobody gave a payment method for. */
  trialWithoutCard: "trial_without_card",
  /** On prices: "true" when the quantity is the number of seats. */
  perSeat: "per_seat",
  /** On prices per seat: "members" (also when absent), or "chosen" when the number is bought. */
  seats: "seats",
  /** On prices per seat: the fewest, and the most, that are sold. */
  minSeats: "min_seats",
  maxSeats: "max_seats",
  /** On prices that `stripe:setup` made: what the quantity was made to be (`one`, `used`, `members:3`, `chosen:1`). */
  quantity: "quantity",
  /** On prices: "true" when only a workspace that it is offered to may buy it. */
  hidden: "hidden",
  /** On metered prices: "true" when checkout adds it to the product's price of the same interval. */
  companion: "companion",
  /** On one-time prices: the id of the product whose first checkout they are added to. */
  setupFeeFor: "setup_fee_for",
  /** On portal configurations: "app" when the portal can offer no plan of the file, and the app's own page changes all. */
  planChanges: "plan_changes",
  /** On products, prices and portal configurations that `stripe:setup` made: the key of their source in code. */
  catalogKey: "catalog_key",
} as const;

type IdKey = "workspaceId" | "userId" | "installationId" | "checkoutId";

/** An id in the metadata of one of Stripe's objects, where people can type one too; null for what is no id. */
export const idInMetadata = (metadata: Record<string, string> | null | undefined, key: IdKey): string | null =>
  readUuid(metadata?.[METADATA[key]]);
