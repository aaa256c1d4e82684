/** A payer of a workspace, with a plan that a checkout of ours made, and a copy that hears of every event. */
import type Stripe from "stripe";
import { hear } from "../../support/clocks";
import type { Mirror, startMirror } from "../../support/mirror";
import { join, ourCheckout } from "../payments/people";

export type Payer = {
  user: { id: string; name: string; email: string };
  workspaceId: string;
  customerId: string;
  id: string;
};

export async function payerIn(
  mirror: Mirror,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
  isOurs = true,
): Promise<Payer> {
  const { userId, workspaceId, customerId } = await mirror.customer();
  await join(mirror, userId, workspaceId);
  await hear(mirror);
  const { id } = await mirror.subscription({ customerId, workspaceId }, more);
  if (isOurs) await ourCheckout(mirror, { userId, workspaceId, customerId }, id);
  await hear(mirror);
  return { user: { id: userId, name: "Ada", email: `${userId}@example.com` }, workspaceId, customerId, id };
}

export const fetchedFrom = ({ stripe }: Awaited<ReturnType<typeof startMirror>>, { id }: Payer) =>
  stripe.subscriptions.retrieve(id);
