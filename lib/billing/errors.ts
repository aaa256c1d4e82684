import {
  type CurrencyBond,
  type NextCall,
  ProductError,
  RETRY_AFTER_SECONDS,
  type SubscriptionState,
} from "@/lib/errors";

// What billing refuses. The codes, and the refusals of everything else, are in lib/errors.ts.

export const priceNotAvailable = (cause?: unknown) =>
  new ProductError("price_not_available", "This price is not on offer.", {}, { cause });

/** @param most the seats that are sold at most */
export const tooManyMembers = (most: number, members: number) =>
  new ProductError(
    "too_many_members",
    `This plan is for up to ${most} members, and this workspace has ${members}. Choose another plan, or remove members first.`,
  );

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

/** The portal's configuration holds one currency (lib/billing/setup/portal-prices.ts). */
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

/** @param least as many as the members, or as are sold together */
export const seatsOutOfRange = (least: number, most: number) =>
  new ProductError("seats_out_of_range", `Choose ${least} to ${most} seats.`);

export const seatsUnpaid = () =>
  new ProductError("seats_unpaid", "An invoice of this plan is unpaid. Pay it first, then buy more seats.");

/** Of a plan that only we change, or that is not running. */
export const seatsNotChangeable = (cause?: unknown) =>
  new ProductError(
    "seats_not_changeable",
    "The number of seats of this plan can't be changed here. Nothing was changed.",
    {},
    { cause },
  );

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

export const takeOverTooEarly = (retryAfterSeconds: number) =>
  new ProductError(
    "take_over_too_early",
    "The present plan is paid for longer than this price bills at a time. Choose a price with a longer interval, or take the plan over later.",
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
