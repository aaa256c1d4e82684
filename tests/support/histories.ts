/** Histories of subscriptions, told by events, without a call to Stripe for each change. */
import type Stripe from "stripe";
import { eventOf } from "./webhook";

export interface History {
  /** Stripe's word now: what the last event tells. */
  last: Stripe.Subscription;
  /** In the order in which they happened, a second apart. */
  events: Stripe.Event[];
}

/**
 * What led to a subscription as it is: so many events, the first of them long ago. Each tells of another quantity and
 * another item than the one before, so that rows which stop halfway are seen to differ.
 */
export function historyOf(last: Stripe.Subscription, count: number): History {
  const end = Math.floor(Date.now() / 1000) - 60;
  const events = Array.from({ length: count }, (_, index) => {
    const object = index === count - 1 ? last : earlier(last, index);
    return eventOf("customer.subscription.updated", object, { created: end - count + index });
  });
  return { last, events };
}

function earlier(last: Stripe.Subscription, step: number): Stripe.Subscription {
  const data = last.items.data.map((item) => ({
    ...item,
    id: step % 5 === 0 ? `${item.id}_${step}` : item.id,
    quantity: step + 2,
  }));
  return { ...last, cancel_at_period_end: step % 2 === 0, items: { ...last.items, data } };
}

/**
 * One event of each history after the other, so that events of one are far apart. Some change places with the next one of
 * their history, and in every fourth history the last word comes before the one that it follows.
 */
export function interleaved(histories: History[], swapEvery: number): Stripe.Event[] {
  const length = Math.max(...histories.map(({ events }) => events.length));
  const order = Array.from({ length }, (_, step) => histories.flatMap(({ events }) => events[step] ?? [])).flat();
  const swap = (at: number) => {
    const next = at + histories.length;
    [order[at], order[next]] = [order[next] as Stripe.Event, order[at] as Stripe.Event];
  };
  const lastButOne = order.length - 2 * histories.length;
  for (let at = 0; at < lastButOne; at += swapEvery) swap(at);
  for (let at = lastButOne; at < lastButOne + histories.length; at += 4) swap(at);
  return order;
}
