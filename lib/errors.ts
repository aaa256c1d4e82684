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

export type ErrorCode =
  | "cross_origin"
  | "unauthenticated"
  | "not_found"
  | "rate_limited"
  | "too_large"
  | "invalid_request"
  | "invalid_signature"
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
  | "not_the_payer"
  | "event_not_replayable"
  | "subscription_not_assignable"
  | "stripe_unavailable"
  | "sync_in_progress"
  | "sync_incomplete";

/** One of them, or neither. */
export type WayOut = { upgrade?: Upgrade; resume?: Resume };

type Extras = {
  errors?: FieldError[];
  manage?: NextCall;
  retryAfterSeconds?: number;
  payer?: string;
  currency?: string;
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

export const crossOrigin = () =>
  new ProductError("cross_origin", "This request came from another site, so it was refused.");

export const unauthenticated = () => new ProductError("unauthenticated", "Sign in first.");

export const rateLimited = (retryAfterSeconds: number) =>
  new ProductError("rate_limited", "Too many requests. Wait a while, then try again.", { retryAfterSeconds });

export const tooLarge = (limitBytes: number) =>
  new ProductError("too_large", `The body is larger than ${limitBytes / 1024} KB.`);

export const invalidRequest = (errors: FieldError[]) =>
  new ProductError("invalid_request", errors.map((e) => `${e.field}: ${e.message}`).join("; "), { errors });

export const invalidSignature = () =>
  new ProductError("invalid_signature", "The Stripe-Signature header does not match this body.");

/** Also for users who may not see it, so that the answer does not reveal that it exists. */
export const notFound = () => new ProductError("not_found", "There is nothing here.");

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
  new ProductError("last_owner", "A workspace needs an owner. Make somebody else one first, or delete the workspace.");

/** Leaving ends no subscription, so the payer has to confirm that they keep being charged. */
export const payerLeaves = () =>
  new ProductError(
    "payer_leaves",
    "You pay for this workspace, and leaving does not end that. Cancel the plan first, or confirm that you go on paying.",
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
  new ProductError("invitation_for_another", "This invitation is for somebody with another e-mail address.");

/** Of a plan that was sold with so many seats, which only we can change. */
export const seatLimitReached = (seats: number) =>
  new ProductError(
    "seat_limit_reached",
    `All ${seats} seats of this workspace's plan are taken. Ask an owner or admin of the workspace for another seat.`,
  );

export const tooManyInvitations = (limit: number) =>
  new ProductError("too_many_invitations", `There are ${limit} open invitations already. Take one back first.`);

export const priceNotAvailable = (cause?: unknown) =>
  new ProductError("price_not_available", "This price is not on offer.", {}, { cause });

/** @param manage null for a plan that is billed outside this app, which only we can change */
export const alreadySubscribed = (manage: NextCall | null) =>
  manage
    ? new ProductError("already_subscribed", "This workspace already has this plan.", { manage })
    : new ProductError("already_subscribed", "This workspace already has this plan, billed outside this app.");

/** @param manage as for `alreadySubscribed` */
export const planChangeRequired = (manage: NextCall | null) =>
  manage
    ? new ProductError(
        "plan_change_required",
        "This workspace already has another plan. Change that one instead of buying a second.",
        { manage },
      )
    : new ProductError(
        "plan_change_required",
        "This workspace already has another plan, billed outside this app. Write to us to change it.",
      );

export const checkoutInProgress = (retryAfterSeconds: number) =>
  new ProductError("checkout_in_progress", "Another checkout of this workspace is being prepared. Try again shortly.", {
    retryAfterSeconds,
  });

export const noBillingAccount = () =>
  new ProductError("no_billing_account", "You have not bought anything yet, so there is nothing to manage.");

export const noSubscription = () =>
  new ProductError("no_subscription", "This workspace has no subscription that could be changed.");

/** @param currency the one that the customer pays in, as Stripe writes it */
export const otherCurrency = (currency: string) =>
  new ProductError("other_currency", `You pay in ${currency.toUpperCase()}. Choose a price in that currency.`, {
    currency,
  });

export const changeNotPossible = (cause?: unknown) =>
  new ProductError("change_not_possible", "The plan can't be changed to this one. Nothing was changed.", {}, { cause });

/** @param payer the name (or else the e-mail address) of the payer, for a member of the same workspace to read */
export const notThePayer = (payer: string) =>
  new ProductError("not_the_payer", `${payer} pays for this workspace and manages its billing.`, { payer });

export const eventNotReplayable = () =>
  new ProductError("event_not_replayable", "Nothing was kept of this event, so it can't be handled again.");

/** @param why a whole sentence */
export const subscriptionNotAssignable = (why: string) =>
  new ProductError("subscription_not_assignable", `This subscription can't be assigned to a workspace. ${why}`);

export const stripeUnavailable = (cause: unknown) =>
  new ProductError(
    "stripe_unavailable",
    "Stripe can't be reached right now. Nothing was changed; try again shortly.",
    {},
    {
      cause,
    },
  );

export const wrongSecret = () =>
  new ProductError("unauthenticated", "Send the app's CRON_SECRET: Authorization: Bearer <secret>.");

export const syncInProgress = (retryAfterSeconds: number) =>
  new ProductError("sync_in_progress", "Another run of the same kind is under way.", { retryAfterSeconds });

export const syncIncomplete = (failed: number) =>
  new ProductError(
    "sync_incomplete",
    `Done, except for ${failed} objects that failed; npm run stripe:sync names them.`,
  );

export const syncCutOff = (cause: unknown) =>
  new ProductError(
    "stripe_unavailable",
    "Stripe could not be read to the end. What was read is written; the next run goes on.",
    {},
    {
      cause,
    },
  );
