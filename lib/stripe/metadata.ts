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
  /** On prices: "true" when the quantity is the number of members. */
  perSeat: "per_seat",
  /** On prices per seat: "members" or "chosen". */
  seats: "seats",
  /** On prices per seat: the fewest that are paid for, and the most that there may be. */
  minSeats: "min_seats",
  maxSeats: "max_seats",
  /** On prices: "true" when they are sold only to workspaces that they were offered to. */
  hidden: "hidden",
  /** On metered prices: "true" when checkout adds them to the licensed price of their product and interval. */
  companion: "companion",
  /** On one-time prices: the id of the product whose first checkout they are added to. */
  setupFeeFor: "setup_fee_for",
  /** On products: the days of a plan's trial; "0" for none. */
  trialDays: "trial_days",
  /** On products: what happens to a trial that ends without a card, "cancel" or "pause"; trials begin without one then. */
  trialWithoutCard: "trial_without_card",
  /** On products, prices and portal configurations that `stripe:setup` made: the key of their source in code. */
  catalogKey: "catalog_key",
} as const;

type IdKey = "workspaceId" | "userId" | "installationId" | "checkoutId";

/** An id in the metadata of one of Stripe's objects, where people can type one too; null for what is no id. */
export const idInMetadata = (metadata: Record<string, string> | null | undefined, key: IdKey): string | null =>
  readUuid(metadata?.[METADATA[key]]);
