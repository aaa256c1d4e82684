import type { ErrorCode } from "@/lib/errors";
import { failure } from "./failure";
import type { account } from "./account";
import type { paying } from "./paying";
import type { seats } from "./seats";
import type { workspaces } from "./workspaces";

/** Refusals that only machines and our own staff are answered with; a customer's browser has a sentence for all others. */
type NotForCustomers =
  | "invalid_signature"
  | "incomplete_body"
  | "event_not_replayable"
  | "subscription_not_assignable"
  | "not_found"
  | "sync_in_progress"
  | "sync_incomplete";

/** Refusals that the server itself puts into a page. */
type SaidByServer =
  | keyof typeof account.refusals
  | keyof typeof workspaces.refusals
  | keyof typeof paying.refusals
  | keyof typeof seats.refusals;

/** What the browser itself has to say, on any page: comes along with each, so keep it short. Plain `{names}` only. */
export const browser = {
  skip: "Skip to the content",
  main: "Main",
  pricing: "Pricing",
  dashboard: "Dashboard",
  working: "One moment…",
  signIn: "Sign in",
  toPlans: "See the plans",
  goOn: "Continue",
  stillSignedIn: "We couldn't sign you out. Try again.",
  failure,
  /** Where something other than a plan holds a customer to a currency. */
  currencyHeld:
    "Something on your account is in {currency}, such as a discount or a pending charge. Choose a price in {currency}, or contact us to switch.",
  /** The buttons that set a refusal right. */
  nextSteps: {
    already_subscribed: "Manage the plan",
    plan_change_required: "Change the plan",
  },
  /** Why something was not done, by the code that the endpoint answers. */
  refusals: {
    no_answer: "We couldn't reach the server. Check your connection and try again.",
    internal_error: "Something went wrong on our side. Nothing is known to have changed.",
    unavailable: "We're having trouble right now. Nothing is known to have changed. Try again in a few seconds.",
    cross_origin: "This request came from another site, so it was refused.",
    unauthenticated: "Your session has expired. Please sign in again.",
    rate_limited: "Too many requests. Wait a while, then try again.",
    overloaded: "We're busier than usual. Nothing was changed. Try again in a few seconds.",
    outdated_form: "We've updated this page since you opened it, so nothing was saved. Reload it, then try again.",
    resend_form:
      "We've updated this page since you opened it, so nothing was saved. Check what you typed, then try again.",
    body_too_slow: "Your connection is too slow right now, so nothing was changed. Try again.",
    too_large: "That's too large.",
    invalid_request: "Check the highlighted fields.",
    workspace_not_found: "We couldn't find this workspace among yours.",
    billing_role_required: "Only owners and admins can manage billing. Ask one of them.",
    feature_not_included: "The workspace's plan does not include this.",
    limit_reached: "The workspace's plan allows no more of this.",
    price_not_available: "This price is no longer available.",
    already_subscribed: "This workspace already has this plan.",
    too_many_members:
      "This workspace has more members than this plan is for. Choose another plan, or remove members first.",
    plan_change_required: "This workspace already has another plan. Change that one instead of buying a second.",
    other_currency:
      "You pay in {currency}. Choose a price in that currency. Or cancel your plan first, and pay in any currency once it has ended.",
    change_not_possible: "The plan can't be changed to this one. Nothing was changed.",
    change_in_other_currency:
      "Plans in {currency} can't be changed here. Cancel your plan, then choose the new one when it ends.",
    change_looks_different: "This change has other terms now. Check them, then confirm again.",
    change_unpaid:
      "The payment didn't go through, so nothing has changed. Pay the invoice within 23 hours, or use another card and confirm again.",
    checkout_in_progress: "Another checkout of this workspace is being prepared. Try again shortly.",
    no_billing_account: "You haven't bought anything yet, so there's nothing to manage.",
    no_subscription: "This workspace has no subscription that could be changed. Reload the page to see your plan.",
    consent_required: "{payer} pays for this plan. Ask them to let you take it over.",
    handed_over: "Someone else is taking over the bill for this plan, so it can't be changed here.",
    hand_over_waits: "A payment for this plan is being processed or is due shortly. Try again once that is done.",
    plan_not_sold: "This plan is no longer sold. Choose another plan, which begins when this one ends.",
    take_over_too_early:
      "This plan is paid for longer than the new one bills at a time. Choose yearly billing, or take over closer to the day it ends.",
    take_over_not_possible: "This plan was set up individually. Contact us to change who pays.",
    not_the_payer: "{payer} pays for this workspace and manages its billing.",
    stripe_unavailable: "Stripe can't be reached right now. Nothing was changed; try again shortly.",
    stripe_refused: "Something is wrong on our side. Nothing was changed. We've been told and will fix it.",
  } satisfies Record<
    Exclude<ErrorCode, NotForCustomers | SaidByServer> | "no_answer" | "outdated_form" | "resend_form",
    string
  >,
} as const;
