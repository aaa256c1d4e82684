import { setTimeout as pause } from "node:timers/promises";
import { env } from "@/lib/env";
import { eventNotReplayable } from "../errors";
import { log } from "@/lib/observe/log";
import { count, measure } from "@/lib/observe/observer";
import { Deadline } from "@/lib/stripe/deadline";
import { isOurAccount } from "../customers/installation";
import { type Handled, handlerOf } from "./events";
import { readPayload, recordFailure, recordIgnored, recordOfAnother } from "./inbox";
import { checkSignature, readEvent, type Received } from "./received";

/**
 * Handles one delivery of Stripe's. Checks the signature, does the work once, and records the outcome.
 * @param payload the body exactly as it came
 * @throws ProductError invalid_signature or invalid_request, and nothing is stored; the failure of the work, which is
 *   stored
 */
export async function handleDelivery(payload: string, signature: string | null): Promise<Handled> {
  checkSignature(payload, signature);
  return work(readEvent(payload));
}

/**
 * Does the work of an event again that the inbox holds, on the same road as a delivery. One that did its work is a
 * duplicate, as it would be if Stripe sent it.
 * @throws ProductError event_not_replayable when its payload is gone; the failure of the work
 */
export async function replayEvent(eventId: string): Promise<Handled> {
  const payload = await readPayload(eventId);
  if (payload === null) throw eventNotReplayable();
  return work(readEvent(payload));
}

async function work(received: Received): Promise<Handled> {
  const { created, receivedAt } = received.inbox;
  measure("billing.events.lag", Math.max(0, receivedAt.getTime() - created.getTime()) / 1000);
  try {
    const outcome = await new Deadline().run(() => handle(received));
    count("billing.events", { outcome });
    return outcome;
  } catch (error) {
    count("billing.events", { outcome: "failed" });
    await recordSoon(received, error);
    throw error;
  }
}

const LONGEST_RECORDING_MS = 1_000;

/** A database that is silent has been waited for already, so its answer to this isn't: Stripe delivers the event again. */
async function recordSoon({ inbox, objectId }: Received, failure: unknown): Promise<void> {
  const recording = recordFailure(inbox, objectId, failure).catch((error: unknown) =>
    log.warn(`The failure of the event ${inbox.id} was not recorded`, { error }),
  );
  await Promise.race([recording, pause(LONGEST_RECORDING_MS, undefined, { ref: false })]);
}

async function handle({ inbox, objectId, account, snapshot }: Received): Promise<Handled> {
  // Of a connected account the same ids mean something else, whichever secret signed it.
  if (account !== null && !(await isOurAccount(account))) {
    await recordOfAnother(account, inbox, objectId);
    return "ignored";
  }
  const handler = snapshot && handlerOf(snapshot.type);
  const outcome = handler && snapshot.livemode === env().live ? await handler(snapshot, inbox) : "ignored";
  if (outcome === "ignored") await recordIgnored(inbox, objectId);
  return outcome;
}
