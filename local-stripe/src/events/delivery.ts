// Sends events to webhook endpoints: signed, retried with growing pauses, several at once and in no
// guaranteed order. The queue is in the store, so a restart resumes where the last run stopped.
import { createHmac } from "node:crypto";
import { findDelivery, pendingDeliveries, queueDelivery, saveDelivery, type Delivery } from "./delivery-queue.ts";
import { renderForVersion } from "../versions/events.ts";
import type { Faults } from "../faults/faults.ts";
import type { Store } from "../store/store.ts";
import type { StripeEvent, WebhookEndpoint } from "../store/objects.ts";

const TIMEOUT_MS = 10_000;
const PARALLEL_PER_ENDPOINT = 8;
const PARALLEL = 32;
/** Pauses between attempts, in multiples of the base (1 s). Stripe retries test events three times over hours. */
const PAUSES = [1, 5, 30, 300, 1800, 7200, 18_000];

export class Deliveries {
  private readonly sending = new Map<string, { endpoint: string; done: Promise<void> }>();
  /** By endpoint, the delivery that waits for the next one. A restart forgets this, and they are sent when due. */
  private readonly heldBack = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private queued = false;
  private readonly stopping = new AbortController();

  constructor(
    private readonly store: Store,
    private readonly retryBaseMs: number,
    private readonly faults: Faults,
  ) {}

  get mode(): "hold" | "send" {
    return this.store.read<"hold" | "send">("setting", "deliveries") ?? "send";
  }

  setMode(mode: "hold" | "send"): void {
    this.store.transaction(() => this.store.save(mode, "setting", "deliveries"));
    this.wake();
  }

  /** Resolves when all attempts that have begun by now are finished and their answers recorded. */
  async settle(): Promise<void> {
    await Promise.all([...this.sending.values()].map(({ done }) => done));
  }

  /** Looks for work soon; any number of calls in one turn are one look. */
  wake(): void {
    if (this.queued || this.stopping.signal.aborted) return;
    this.queued = true;
    setImmediate(() => {
      this.queued = false;
      if (!this.stopping.signal.aborted) this.look();
    });
  }

  /** Sends an event once more, whatever its deliveries' status. */
  resend(event: string, endpoint: string): Delivery {
    const delivery = this.store.transaction(() => {
      const known = this.store.get("event", event);
      if (known) this.store.put("event", { ...known, pending_webhooks: known.pending_webhooks + 1 });
      return queueDelivery(this.store, event, endpoint, null);
    });
    this.wake();
    return delivery;
  }

  async stop(): Promise<void> {
    // An attempt that is interrupted here doesn't count. The next run repeats it
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.settle();
  }

  private look(): void {
    clearTimeout(this.timer);
    if (this.mode === "hold") return;
    const now = Date.now();
    let next = Infinity;
    const busy = new Map<string, number>();
    for (const { endpoint } of this.sending.values()) busy.set(endpoint, (busy.get(endpoint) ?? 0) + 1);
    for (const { id, at, endpoint } of pendingDeliveries(this.store)) {
      // Each delivery looks for more when it is done
      if (this.sending.size >= PARALLEL) return;
      if (this.sending.has(id)) continue;
      if (at > now) next = Math.min(next, at);
      else if ((busy.get(endpoint) ?? 0) < PARALLEL_PER_ENDPOINT) {
        busy.set(endpoint, (busy.get(endpoint) ?? 0) + 1);
        this.begin(id);
      }
    }
    if (next < Infinity) this.timer = setTimeout(() => this.wake(), Math.min(next - now, 2 ** 31 - 1));
  }

  private begin(id: string): void {
    const found = findDelivery(this.store, id);
    const delivery = found && (found.fault === undefined ? this.meetFault(found) : found);
    if (!delivery) return;
    const done = this.attempt(delivery).finally(() => {
      this.sending.delete(id);
      this.wake();
    });
    this.sending.set(id, { endpoint: delivery.endpoint, done });
  }

  /** Decides on a delivery's fault; returns what is left to send now. */
  private meetFault(delivery: Delivery): Delivery | undefined {
    const type = this.store.get("event", delivery.event)?.type ?? "";
    const fault = this.faults.takeDelivery(type, delivery.endpoint);
    const met: Delivery = { ...delivery, fault: fault?.kind ?? null };
    if (fault?.kind === "drop") return void this.record({ ...met, status: "dropped", next_attempt_at: null });
    const overtaken = fault?.kind === "reorder" && !this.heldBack.has(delivery.endpoint);
    if (fault?.kind !== "delay" && !overtaken) return met;
    if (overtaken) this.heldBack.set(delivery.endpoint, delivery.id);
    this.record({ ...met, next_attempt_at: Date.now() + (fault?.ms ?? 0) });
    this.wake();
    return undefined;
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const endpoint = this.store.get("webhook_endpoint", delivery.endpoint);
    const event = this.store.get("event", delivery.event);
    const secret = this.store.detail("webhook_endpoint", delivery.endpoint)?.secret;
    // Deleting or disabling an endpoint ends its retries
    if (!endpoint || !event || !secret || endpoint.status !== "enabled") {
      return this.record({ ...delivery, status: "dropped", next_attempt_at: null });
    }
    const at = new Date().toISOString();
    const sent = renderForVersion(this.store, event, endpoint.api_version);
    const times = delivery.fault === "twice_at_once" && delivery.attempts.length === 0 ? 2 : 1;
    const results = await Promise.all(
      Array.from({ length: times }, () => send(endpoint, sent, secret, this.stopping.signal)),
    );
    if (this.stopping.signal.aborted && results.every(({ status }) => status === null)) return;
    const attempts = [...delivery.attempts, ...results.map((result) => ({ at, ...result }))];
    if (results.some(taken)) {
      this.record({ ...delivery, attempts, status: "delivered", next_attempt_at: null });
      return this.afterDelivery(delivery);
    }
    const pause = PAUSES[attempts.length - 1];
    if (pause === undefined) return this.record({ ...delivery, attempts, status: "failed", next_attempt_at: null });
    this.record({ ...delivery, attempts, next_attempt_at: Date.now() + pause * this.retryBaseMs });
  }

  private afterDelivery({ id, event, endpoint, fault }: Delivery): void {
    if (fault === "duplicate") this.resend(event, endpoint);
    const held = findDelivery(this.store, this.heldBack.get(endpoint) ?? "");
    this.heldBack.delete(endpoint);
    // Send what was held back to arrive out of order
    if (held?.status === "pending" && held.id !== id) this.record({ ...held, next_attempt_at: Date.now() });
  }

  private record(delivery: Delivery): void {
    this.store.transaction(() => {
      saveDelivery(this.store, delivery);
      const event = this.store.get("event", delivery.event);
      if (delivery.status !== "pending" && event && event.pending_webhooks > 0) {
        this.store.put("event", { ...event, pending_webhooks: event.pending_webhooks - 1 });
      }
    });
  }
}

function taken({ status }: { status: number | null }): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** One attempt. The body is the same each time; the timestamp and so the signature are fresh. */
async function send(
  endpoint: WebhookEndpoint,
  event: StripeEvent,
  secret: string,
  stopping: AbortSignal,
): Promise<{ status: number | null; error: string | null }> {
  const body = JSON.stringify(event, null, 2);
  const time = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  try {
    const response = await fetch(endpoint.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": `t=${time},v1=${signature}`,
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      },
      body,
      redirect: "manual",
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), stopping]),
    });
    await response.arrayBuffer();
    return { status: response.status, error: null };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { status: null, error: cause instanceof Error ? cause.message : String(cause) };
  }
}
