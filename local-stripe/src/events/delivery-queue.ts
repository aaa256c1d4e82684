// Deliveries as rows: one event to one endpoint, with all attempts.
import { newId } from "../conventions/ids.ts";
import type { Store } from "../store/store.ts";
import type { WebhookFaultKind } from "../faults/webhook-faults.ts";

export interface Attempt {
  at: string;
  /** The HTTP status, or null when there was no answer. */
  status: number | null;
  error: string | null;
}

export interface Delivery {
  id: string;
  event: string;
  endpoint: string;
  status: "pending" | "delivered" | "failed" | "dropped";
  attempts: Attempt[];
  /** Milliseconds since 1970. */
  next_attempt_at: number | null;
  /** The fault, once it was decided; null for none. */
  fault?: WebhookFaultKind | null;
}

const TABLE = "delivery";
const PENDING = "delivery-pending";
interface Entry {
  id: string;
  endpoint: string;
  at: number;
}

/** `fault: null` means no fault. What is resent does not fail again. */
export function queueDelivery(store: Store, event: string, endpoint: string, fault?: null): Delivery {
  const delivery: Delivery = {
    id: newId("dlv"),
    event,
    endpoint,
    status: "pending",
    attempts: [],
    next_attempt_at: Date.now(),
    fault,
  };
  const seq = store.next("delivery");
  store.save(delivery, TABLE, seq);
  store.save(seq, "delivery-id", delivery.id);
  store.save(entryOf(delivery), PENDING, seq);
  return delivery;
}

export function saveDelivery(store: Store, delivery: Delivery): void {
  const seq = store.read<number>("delivery-id", delivery.id);
  if (seq === undefined) return;
  store.save(delivery, TABLE, seq);
  if (delivery.status === "pending") store.save(entryOf(delivery), PENDING, seq);
  else store.drop(PENDING, seq);
}

function entryOf({ id, endpoint, next_attempt_at }: Delivery): Entry {
  return { id, endpoint, at: next_attempt_at ?? 0 };
}

export function findDelivery(store: Store, id: string): Delivery | undefined {
  const seq = store.read<number>("delivery-id", id);
  return seq === undefined ? undefined : store.read<Delivery>(TABLE, seq);
}

export function allDeliveries(store: Store): Delivery[] {
  return [...store.readAll<Delivery>(TABLE)];
}

/** Pending ones, oldest first, with the instant of each one's next attempt. */
export function pendingDeliveries(store: Store): Entry[] {
  return [...store.readAll<Entry>(PENDING)];
}
