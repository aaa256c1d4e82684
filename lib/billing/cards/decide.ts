import { suits } from "./suits";

/** A subscription of a customer whose default card became another one. */
export type ChangedCard = {
  /** Null: it has no card of its own, and pays with the customer's default. */
  ownId: string | null;
  /** Its own card is no longer the customer's. */
  ownIsDetached: boolean;
  /** The defaults before, since the last decision. */
  fromIds: string[];
  toId: string;
  /** The customer's default now. */
  defaultId: string | null;
  /** Of the new card; null while it is not known here, or no longer the customer's. */
  toType: string | null;
  status: string;
  pausedReason: string | null;
  collectionMethod: string | null;
  currency: string | null;
  allowedTypes: string[];
  /** Made by a checkout of ours, so ours to change. */
  managed: boolean;
  /** How many live ones the customer has, this one among them. */
  liveCount: number;
  /** One of our checkouts was completed within a minute of the change, with this card. */
  cameWithCheckout: boolean;
  /** The payer said yes on the page. */
  isChosen: boolean;
};

export type CardDecision = "follow" | "ask" | "none";

const ENDED = ["canceled", "incomplete_expired"];
const REFUSED = ["past_due", "unpaid", "incomplete"];
const REFUSED_THEN_PAUSED = ["first_payment_failure", "final_payment_failure"];

/**
 * Whether a subscription pays with the customer's new card from now on. It follows where that is surely meant: its card
 * was the default that was replaced, can't be charged any more, was just refused, or it is the only subscription. A card
 * that somebody may have chosen for this workspace is left alone, and the payer is asked.
 */
export function decideCard(change: ChangedCard): CardDecision {
  const { ownId, toId } = change;
  if (ENDED.includes(change.status) || change.collectionMethod === "send_invoice" || !change.managed) return "none";
  if (change.defaultId !== toId || ownId === null || ownId === toId) return "none";
  const fits = suits(change.toType, change);
  if (fits === false) return "none";
  if (change.isChosen) return "follow";
  if (change.cameWithCheckout) return "none";
  // Stripe may refuse it, so nothing is done that nobody asked for.
  if (fits === null) return "ask";
  const follows =
    change.fromIds.includes(ownId) || change.ownIsDetached || wasRefused(change) || change.liveCount === 1;
  return follows ? "follow" : "ask";
}

const wasRefused = ({ status, pausedReason }: ChangedCard): boolean =>
  REFUSED.includes(status) || (status === "paused" && REFUSED_THEN_PAUSED.includes(pausedReason ?? ""));
