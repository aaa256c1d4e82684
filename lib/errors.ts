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

export type ErrorCode =
  | "cross_origin"
  | "unauthenticated"
  | "not_found"
  | "rate_limited"
  | "overloaded"
  | "too_large"
  | "body_too_slow"
  | "incomplete_body"
  | "invalid_request"
  | "invalid_signature"
  | "link_not_valid"
  | "password_refused"
  | "address_not_confirmed"
  | "wrong_password"
  | "sign_in_again"
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

/** Too much is going on at once; nothing was begun. */
export const overloaded = () =>
  new ProductError("overloaded", "Too much is going on right now. Nothing was changed; try again shortly.", {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });

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

/** The same for a link that was never made, was used, or is too old. */
export const linkNotValid = () => new ProductError("link_not_valid", "This link no longer works. Request a new one.");

export const passwordRefused = (problem: "length" | "common") =>
  new ProductError(
    "password_refused",
    problem === "length"
      ? "A password has 8 to 200 characters."
      : "This password is among the first that anyone would guess.",
  );

export const addressNotConfirmed = () =>
  new ProductError("address_not_confirmed", "Confirm your e-mail address first. We've sent you a link.");

export const wrongPassword = () => new ProductError("wrong_password", "That's not the password of your account.");

/** What decides over the account needs a person who has just proved who they are. */
export const signInAgain = () => new ProductError("sign_in_again", "Sign out and back in first, then try again.");

export const accountPays = () =>
  new ProductError("account_pays", "You pay for a plan. The account can be deleted once the plan has ended.");

export const accountOwnsWorkspace = () =>
  new ProductError(
    "account_owns_workspace",
    "You are the only owner of a workspace with other members. Make one of them an owner first, or delete the workspace.",
  );

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

export const noBillingAccount = (cause?: unknown) =>
  new ProductError(
    "no_billing_account",
    "You have not bought anything yet, so there is nothing to manage.",
    {},
    { cause },
  );

/** @param subscription the one that was meant, if there still is one */
export const noSubscription = (subscription?: SubscriptionState) =>
  new ProductError("no_subscription", "This workspace has no subscription that could be changed.", {
    ...(subscription && { subscription }),
  });

const BOND_NAMES: Record<CurrencyBond["kind"], string> = {
  subscription: "a plan",
  checkout: "an open checkout",
  schedule: "a planned change of plan",
  quote: "an open quote",
  discount: "a discount",
  invoice_item: "a pending charge or credit",
};

/**
 * @param currency the one that the customer is held to, as Stripe writes it
 * @param binds what holds them to it
 */
export const otherCurrency = (currency: string, binds: CurrencyBond[] = [], cause?: unknown) => {
  const names = [...new Set(binds.map(({ kind }) => BOND_NAMES[kind]))].join(" and ");
  const why = names ? ` because of ${names} in that currency` : "";
  const code = currency.toUpperCase();
  return new ProductError(
    "other_currency",
    `You pay in ${code}${why}. Choose a price in ${code}. Once nothing in ${code} is left, you can pay in any currency.`,
    { currency, binds },
    { cause },
  );
};

export const changeNotPossible = (cause?: unknown) =>
  new ProductError("change_not_possible", "The plan can't be changed to this one. Nothing was changed.", {}, { cause });

/** The portal's configuration holds one currency (lib/billing/setup/catalog.ts). */
export const changeInOtherCurrency = (currency: string, cause?: unknown) =>
  new ProductError(
    "change_in_other_currency",
    `Plans in ${currency.toUpperCase()} can't be changed here. Cancel your plan, then choose the new one when it ends.`,
    { currency },
    { cause },
  );

/** The plan, a price or the portal's configuration changed since the page was shown. */
export const changeLooksDifferent = () =>
  new ProductError("change_looks_different", "This change has other terms now. Check them, then confirm again.");

/** @param invoiceUrl where it can be paid, which makes the change */
export const changeUnpaid = (invoiceUrl: string | null) =>
  new ProductError(
    "change_unpaid",
    "The payment didn't go through, so nothing has changed. Pay the invoice within 23 hours, or use another card and confirm again.",
    invoiceUrl === null ? {} : { href: invoiceUrl },
  );

/** @param payer the name (or else the e-mail address) of the payer, for a member of the same workspace to read */
export const notThePayer = (payer: string) =>
  new ProductError("not_the_payer", `${payer} pays for this workspace and manages its billing.`, { payer });

/** Answered in another tab, or the card was changed again. */
export const cardQuestionOver = () =>
  new ProductError("card_question_over", "This was answered already, or the card was changed again.");

/** Also for invoices of other people. */
export const invoiceNotFound = () =>
  new ProductError("invoice_not_found", "There is no such invoice in this workspace.");

export const nothingToPay = (cause?: unknown) =>
  new ProductError("nothing_to_pay", "This invoice can't be paid any more. Nothing was charged.", {}, { cause });

export const noPaymentMethod = () =>
  new ProductError("no_payment_method", "There is no card to charge. Add one first. Nothing was charged.");

export const paymentDeclined = (cause?: unknown) =>
  new ProductError(
    "payment_declined",
    "The bank declined the payment. Use another payment method, or ask the bank.",
    {},
    { cause },
  );

/** @param href the hosted invoice; undefined where Stripe has none */
export const paymentActionRequired = (href: string | undefined, cause?: unknown) =>
  new ProductError("payment_action_required", "Pay this on the invoice's page.", { ...(href && { href }) }, { cause });

export const paymentProcessing = () =>
  new ProductError("payment_processing", "A payment of this invoice is on its way. Nothing more was charged.");

/** Whether it was paid is unknown; another try charges nothing twice. */
export const paymentUnclear = (cause: unknown) =>
  new ProductError(
    "payment_unclear",
    "Stripe didn't confirm the payment. Try again shortly; nothing is charged twice.",
    {},
    { cause },
  );

export const resumeNotPossible = (cause?: unknown) =>
  new ProductError("resume_not_possible", "The plan can't be resumed here. Nothing was charged.", {}, { cause });

/** What the customer agreed to is no longer what it costs. */
export const amountChanged = () =>
  new ProductError("amount_changed", "The amount has changed. Check it, then confirm again. Nothing was charged.");

/** @param payer their name, for a member of the same workspace to read */
export const consentRequired = (payer: string) =>
  new ProductError(
    "consent_required",
    `${payer} pays for this plan and is a member of the workspace. Ask them to let you take it over.`,
    { payer },
  );

export const handedOver = () =>
  new ProductError("handed_over", "Someone else is taking over the bill for this plan, so it can't be changed here.");

export const handOverWaits = (retryAfterSeconds: number) =>
  new ProductError(
    "hand_over_waits",
    "A payment for this plan is being processed or is due shortly. Take it over once that is done.",
    { retryAfterSeconds },
  );

export const planNotSold = () =>
  new ProductError(
    "plan_not_sold",
    "This plan is no longer sold in this form. Choose another plan, which begins when this one ends.",
  );

export const takeOverNotPossible = () =>
  new ProductError(
    "take_over_not_possible",
    "This plan can't be taken over here, because it was set up individually. Contact us to change who pays.",
  );

export const eventNotReplayable = () =>
  new ProductError("event_not_replayable", "Nothing was kept of this event, so it can't be handled again.");

/** @param why a whole sentence */
export const subscriptionNotAssignable = (why: string) =>
  new ProductError("subscription_not_assignable", `This subscription can't be assigned to a workspace. ${why}`);

/** How long to wait before the next try, where Stripe does not say it. */
const RETRY_AFTER_SECONDS = 5;

/** For what may pass: an outage, a lock, too many calls at once. */
export const stripeUnavailable = (cause: unknown, retryAfterSeconds = RETRY_AFTER_SECONDS) =>
  new ProductError(
    "stripe_unavailable",
    "Stripe can't be reached right now. Nothing was changed; try again shortly.",
    { retryAfterSeconds },
    { cause },
  );

/** For what lasts until one of us has repaired it: a wrong key or setting, or a call that Stripe does not take. */
export const stripeRefused = (cause: unknown) =>
  new ProductError(
    "stripe_refused",
    "Stripe refused this, so nothing was changed. Trying again won't help. We've been told and will fix it.",
    {},
    { cause },
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

/** @param why Stripe's own words, for the operator */
export const syncRefused = (cause: unknown, why: string) =>
  new ProductError(
    "stripe_refused",
    `Stripe refused to be read: ${why} Check STRIPE_API_SECRET and what it may do, then run this again.`,
    {},
    { cause },
  );

export const syncCutOff = (cause: unknown, retryAfterSeconds = RETRY_AFTER_SECONDS) =>
  new ProductError(
    "stripe_unavailable",
    "Stripe could not be read to the end. What was read is written; the next run goes on.",
    { retryAfterSeconds },
    { cause },
  );
