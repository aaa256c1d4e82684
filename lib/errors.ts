/**
 * The product's errors. Each carries its own sentence, written for the person who reads the answer, and a stable code.
 * lib/problem.ts gives a code its HTTP status.
 */
export type FieldError = { field: string; message: string };

/** A request that sets things right; sent along with some refusals so that a page can offer it. */
export type NextCall = { method: "POST"; href: string; body: Record<string, string> };

/** A plan that has what was refused, and where it can be chosen. */
export type Upgrade = { plan: string; href: string };

/** The workspace's own plan that has what was refused and has stopped, and where it is seen to. */
export type Resume = { plan: string | null; href: string };

/** What holds a customer to a currency. */
export type CurrencyBond = {
  kind: "subscription" | "checkout" | "schedule" | "quote" | "discount" | "invoice_item";
  currency: string;
  /** Of a subscription or a checkout: the workspace that it is for, if that is known. */
  workspace_id?: string;
  /** When it ends, if that is known. */
  ends_at?: string;
};

/** A subscription as it is, where what was asked for no longer fits it. */
export type SubscriptionState = { id: string; status: string; ends_at: string | null };

/** How a workspace gets room for more people: more seats of its plan, a bigger plan, or only by asking us. */
export type SeatsMore = "seats" | "plan" | "contact";

/** So many people have room; in which item of a subscription there can be more, if in one. */
export type SeatsTaken = { limit: number; more: SeatsMore; item_id?: string };

export type ErrorCode =
  | "cross_origin"
  | "unauthenticated"
  | "not_found"
  | "rate_limited"
  | "overloaded"
  | "unavailable"
  | "internal_error"
  | "too_large"
  | "body_too_slow"
  | "incomplete_body"
  | "invalid_request"
  | "invalid_signature"
  | "link_not_valid"
  | "password_refused"
  | "address_not_confirmed"
  | "address_contested"
  | "wrong_password"
  | "sign_in_again"
  | "account_linked_elsewhere"
  | "last_way_in"
  | "account_pays"
  | "account_owns_workspace"
  | "workspace_not_found"
  | "billing_role_required"
  | "manager_role_required"
  | "owner_role_required"
  | "member_not_found"
  | "last_owner"
  | "payer_leaves"
  | "workspace_has_plan"
  | "too_many_workspaces"
  | "invitation_not_found"
  | "invitation_for_another"
  | "too_many_invitations"
  | "seat_limit_reached"
  | "seats_out_of_range"
  | "seats_unpaid"
  | "seats_not_changeable"
  | "too_many_members"
  | "feature_not_included"
  | "limit_reached"
  | "price_not_available"
  | "already_subscribed"
  | "plan_change_required"
  | "checkout_in_progress"
  | "no_billing_account"
  | "no_subscription"
  | "other_currency"
  | "change_not_possible"
  | "change_in_other_currency"
  | "change_looks_different"
  | "change_unpaid"
  | "not_the_payer"
  | "card_question_over"
  | "invoice_not_found"
  | "nothing_to_pay"
  | "no_payment_method"
  | "payment_declined"
  | "payment_action_required"
  | "payment_processing"
  | "payment_unclear"
  | "resume_not_possible"
  | "amount_changed"
  | "consent_required"
  | "handed_over"
  | "hand_over_waits"
  | "plan_not_sold"
  | "take_over_not_possible"
  | "take_over_too_early"
  | "event_not_replayable"
  | "subscription_not_assignable"
  | "stripe_unavailable"
  | "stripe_refused"
  | "sync_in_progress"
  | "sync_incomplete";

/** One of them, or neither. */
export type WayOut = { upgrade?: Upgrade; resume?: Resume };

type Extras = {
  errors?: FieldError[];
  manage?: NextCall;
  retryAfterSeconds?: number;
  payer?: string;
  /** Stripe's page where it is set right. */
  href?: string;
  currency?: string;
  binds?: CurrencyBond[];
  subscription?: SubscriptionState;
  seats?: SeatsTaken;
  feature?: string;
} & WayOut;

export class ProductError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly extras: Extras = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "ProductError";
  }
}

/** How long to wait before the next try, where Stripe does not say it: as long as a connection or a statement is waited for (lib/db.ts). */
export const RETRY_AFTER_SECONDS = 5;

export const crossOrigin = () =>
  new ProductError("cross_origin", "This request came from another site, so it was refused.");

export const unauthenticated = () =>
  new ProductError("unauthenticated", "You're not signed in, or your session has expired. Please sign in.");

export const rateLimited = (retryAfterSeconds: number) =>
  new ProductError("rate_limited", "Too many requests. Wait a while, then try again.", { retryAfterSeconds });

/** More requests at once than can be answered; nothing was begun. */
export const overloaded = () =>
  new ProductError("overloaded", "We're overloaded right now. Nothing was changed. Try again shortly.", {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });

/** PostgreSQL can't be reached, or has too much to do. */
export const unavailable = () =>
  new ProductError(
    "unavailable",
    "We're having trouble right now. Nothing is known to have changed. Try again in a few seconds.",
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );

/** A bug of ours, which the log tells. */
export const internalError = () =>
  new ProductError("internal_error", "Something went wrong on our side. Nothing is known to have changed.");

/** The answer is due, and the work isn't done yet. It continues, and a repetition changes nothing. */
export const takesTooLong = () =>
  new ProductError("overloaded", "This takes too long right now. Send it again shortly.", {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });

export const tooLarge = (limitBytes: number) =>
  new ProductError("too_large", `The body is larger than ${limitBytes / 1024} KB.`);

export const bodyTooSlow = () =>
  new ProductError("body_too_slow", "The body didn't come in time, so nothing was done. Send it again.");

export const incompleteBody = () =>
  new ProductError("incomplete_body", "The connection was closed before the whole body had arrived.");

export const invalidRequest = (errors: FieldError[]) =>
  new ProductError("invalid_request", errors.map((e) => `${e.field}: ${e.message}`).join("; "), { errors });

export const invalidSignature = () =>
  new ProductError("invalid_signature", "The Stripe-Signature header does not match this body.");

export const accountPays = () =>
  new ProductError("account_pays", "You pay for a plan. The account can be deleted once the plan has ended.");

export const accountOwnsWorkspace = () =>
  new ProductError(
    "account_owns_workspace",
    "You are the only owner of a workspace with other members. Make one of them an owner first, or delete the workspace.",
  );

/** Also for users who may not see it, so that the answer does not reveal that it exists. */
export const notFound = () => new ProductError("not_found", "There's no such address.");

export const workspaceNotFound = () =>
  new ProductError("workspace_not_found", "There is no such workspace among yours.");

export const billingRoleRequired = () =>
  new ProductError("billing_role_required", "Only owners and admins of a workspace may manage its billing.");

export const managerRoleRequired = () =>
  new ProductError("manager_role_required", "Only owners and admins of a workspace may do this.");

export const ownerRoleRequired = () =>
  new ProductError("owner_role_required", "Only an owner of the workspace may do this.");

export const memberNotFound = () => new ProductError("member_not_found", "There is no such member in this workspace.");

export const lastOwner = () =>
  new ProductError(
    "last_owner",
    "A workspace needs an owner. Make another member an owner first, or delete the workspace.",
  );

/** Leaving ends no subscription, so the payer has to confirm that they keep being charged. */
export const payerLeaves = () =>
  new ProductError(
    "payer_leaves",
    "You're billed for this workspace, and leaving doesn't change that. Cancel the plan first, or confirm that you'll keep being charged.",
  );

/** @param wayOut the portal call that cancels, for the payer; for others the name of the payer */
export const workspaceHasPlan = (wayOut: { manage: NextCall } | { payer: string } | Record<never, never>) =>
  new ProductError(
    "workspace_has_plan",
    "This workspace has a plan. It can be deleted once the plan has ended.",
    wayOut,
  );

export const tooManyWorkspaces = (limit: number) =>
  new ProductError("too_many_workspaces", `You own ${limit} workspaces already. Delete one before you make another.`);

/** The same message for a link that never existed, was used, was revoked or has expired. */
export const invitationNotFound = () =>
  new ProductError("invitation_not_found", "This invitation is no longer valid. Ask for a new one.");

export const invitationForAnother = () =>
  new ProductError("invitation_for_another", "This invitation is for another e-mail address.");

/** @param itemId of the plan that has no room */
export const seatLimitReached = (seats: number, more: SeatsMore, itemId: string | null) =>
  new ProductError(
    "seat_limit_reached",
    `All ${seats} seats of this workspace's plan are taken. Ask an owner or admin of the workspace for another seat.`,
    { seats: { limit: seats, more, ...(itemId !== null && { item_id: itemId }) } },
  );

export const tooManyInvitations = (limit: number) =>
  new ProductError("too_many_invitations", `There are ${limit} open invitations already. Take one back first.`);

export const wrongSecret = () =>
  new ProductError("unauthenticated", "Send the app's CRON_SECRET: Authorization: Bearer <secret>.");
