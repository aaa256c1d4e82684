import { inSeconds, now } from "@/lib/clock";
import { env } from "@/lib/env";
import { Deadline } from "@/lib/stripe/deadline";
import { isMissing } from "@/lib/stripe/failures";
import { countMembers } from "@/lib/workspaces/headcount";
import { requireBillingRole } from "@/lib/workspaces/members";
import { requirePurchasable, type Purchasable } from "../catalog/catalog";
import { checkoutParameters } from "./parameters";
import { quantityToBuy } from "./quantity";
import { hadProduct, isFreeSale, type Sale, saleOf } from "./sale";
import { expireCheckout } from "./expire";
import { checkoutCurrency, refuseOtherCurrency, refuseUnsold } from "../catalog/currency";
import { offeredUntil } from "../catalog/hidden";
import { syncPrice } from "../catalog/sync-price";
import { ensureCustomer, openClaim } from "../customers/customers";
import { withLease } from "./lease";
import { refuseSecondPlan } from "./plan-conflict";
import type { CheckoutHandOver, TakeOver } from "../hand-over/rows";
import { recoverSession } from "./recovery";
import { type Checkout, handOut, makeSession } from "./make-session";
import { fetchSession } from "./session-at-stripe";
import { findOtherCurrency, findTrialOffers, findUnfinished, type SessionRow } from "./sessions";
import { reachingStripe } from "../stripe-call";
import { planTrialDays, trialFor } from "../trials/offer";
import type { User } from "../user";

export type CheckoutOptions = {
  /** Another one than the default (catalog/currency.ts). */
  currency?: string | undefined;
  /** The number of seats, of a price whose number is chosen. */
  quantity?: number | undefined;
  /** Stripe's own page, whatever the setting says. */
  ui?: "hosted" | undefined;
  /** The subscription of another payer whose place it takes, and the terms (hand-over/take-over.ts). */
  takeOver?: TakeOver | undefined;
  /** The seats of that one. */
  seatsBefore?: number | null | undefined;
};

type Request = CheckoutOptions & {
  user: User;
  workspaceId: string;
  offer: Purchasable;
  startedAt: Date;
  deadline: Deadline;
};

const LEAST_TIME_LEFT_SECONDS = 30 * 60;

/**
 * Starts the checkout of a price for a workspace, or finds the one that is open.
 * @throws ProductError workspace_not_found, billing_role_required, price_not_available, invalid_request for a currency
 *   that the price is not sold in or a number of seats that it isn't, too_many_members, already_subscribed,
 *   plan_change_required, other_currency, checkout_in_progress, stripe_unavailable, stripe_refused
 */
export async function createCheckout(
  user: User,
  priceId: string,
  workspaceId: string,
  options: CheckoutOptions = {},
): Promise<Checkout> {
  const deadline = new Deadline();
  return deadline.run(async () => {
    const startedAt = now();
    const waitingSince = performance.now();
    await requireBillingRole(user.id, workspaceId);
    const offer = await requirePurchasable(priceId, workspaceId);
    refuseUnsold(offer.price, options.currency);
    await quantityOf({ ...options, workspaceId, offer });
    await reachingStripe(() => refuseSecondPlan(user.id, workspaceId, offer, options.takeOver?.subscriptionId));
    await openClaim(user.id);
    // The user's lease comes first everywhere, so that two requests never wait for each other.
    return withLease({ table: "stripe_user", id: user.id }, waitingSince, () =>
      withLease({ table: "workspace", id: workspaceId }, waitingSince, () =>
        reachingStripe(
          () => checkout({ ...options, user, workspaceId, offer, startedAt, deadline }),
          "checkout",
          // If it is archived, that is the answer.
          async ({ parameter }) => {
            if (!parameter?.endsWith("[price]")) return;
            await syncPrice(priceId);
            await requirePurchasable(priceId, workspaceId);
          },
        ),
      ),
    );
  });
}

async function checkout(request: Request): Promise<Checkout> {
  try {
    return await openSession(request, await ensureCustomer(request.user, request.deadline));
  } catch (error) {
    // The customer was deleted at Stripe, and the event has not reached us yet.
    if (!isMissing(error, "customer")) throw error;
    return openSession(request, await ensureCustomer(request.user, request.deadline));
  }
}

async function openSession(request: Request, customerId: string): Promise<Checkout> {
  const { user, workspaceId, offer, deadline } = request;
  const currency = await checkoutCurrency(offer.price, request.currency, customerId);
  for (const session of [
    ...(await findTrialOffers(user.id, workspaceId)),
    ...(await findOtherCurrency(user.id, workspaceId, currency)),
  ])
    await expireCheckout(session, deadline);
  const handOver = await handOverOf(request);
  // A plan that is taken over continues, so there is no fee.
  const withFee = !request.takeOver && !(await hadFee(request));
  const sale = saleOf(offer, await quantityOf(request), currency, withFee);
  const trialDays = handOver ? null : await trialDaysOf(request, sale, currency);
  const { trialWithoutCard } = offer.product;
  const wanted = checkoutParameters({
    user,
    workspaceId,
    customerId,
    ui: request.ui ?? env().CHECKOUT_UI,
    sale,
    currency,
    trialDays,
    trialWithoutCard,
    handOver,
    offeredUntil: offer.price.hidden ? await offeredUntil(workspaceId, offer.price.priceId) : null,
  });

  const unfinished = await findUnfinished(workspaceId);
  if (unfinished) {
    const open = unfinished.state === "creating" ? await recoverSession(unfinished, deadline) : unfinished;
    const again = open && (await reuse(open, wanted.fingerprint, request));
    if (again) return again;
  }
  // What was waited for, or has just turned out to be complete, may be what is asked for here.
  const stillOver = await handOverOf(request);
  await refuseOtherCurrency(customerId, currency);
  const hasChanged = JSON.stringify(stillOver?.predecessors) !== JSON.stringify(handOver?.predecessors);
  const isTrialOver = !handOver && (await trialDaysOf(request, sale, currency)) !== trialDays;
  if (hasChanged || isTrialOver || (withFee && (await hadFee(request)))) return openSession(request, customerId);
  return makeSession(request, customerId, trialDays !== null, wanted, currency, handOver);
}

/** Null where it takes no other payer's place. */
async function handOverOf({ user, workspaceId, offer, takeOver }: Request): Promise<CheckoutHandOver | null> {
  const predecessors = await refuseSecondPlan(user.id, workspaceId, offer, takeOver?.subscriptionId);
  if (!takeOver) return predecessors.length > 0 ? { predecessors, anchor: null } : null;
  const { anchor, expiresAt, ...taken } = takeOver;
  return { predecessors: [...predecessors, taken], anchor, expiresAt };
}

/** What is free needs no trial. */
async function trialDaysOf(
  { user, workspaceId, offer }: Request,
  sale: Sale,
  currency: string,
): Promise<number | null> {
  if (isFreeSale(sale, currency)) return null;
  return (await trialFor(user.id, workspaceId, planTrialDays(offer.product))).days;
}

const hadFee = async ({ workspaceId, offer: { product } }: Request): Promise<boolean> =>
  product.setupFees.length > 0 && hadProduct(workspaceId, product.productId);

type Counted = Pick<Request, "workspaceId" | "offer" | "quantity" | "seatsBefore">;

const quantityOf = async ({ workspaceId, offer, quantity, seatsBefore }: Counted): Promise<number | null> =>
  quantityToBuy(offer.price, {
    members: offer.price.perSeat ? await countMembers(workspaceId) : 1,
    asked: quantity,
    before: seatsBefore,
  });

/** The same request of the same user gets the same session while there is time to pay; any other session is expired. */
async function reuse(row: SessionRow, fingerprint: string, { startedAt, deadline }: Request): Promise<Checkout | null> {
  const fits =
    row.fingerprint === fingerprint &&
    row.expires_at !== null &&
    row.expires_at >= inSeconds(now(), LEAST_TIME_LEFT_SECONDS);
  if (!fits) {
    await expireCheckout(row, deadline);
    return null;
  }
  // What Stripe said after this request began is as fresh as asking now.
  const fresh = row.checked_at && row.checked_at >= startedAt ? row : await fetchSession(row, deadline);
  return fresh.state === "open" ? handOut(fresh) : null;
}
