import { setTimeout as pause } from "node:timers/promises";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { overloaded } from "@/lib/errors";
import { gateOf } from "@/lib/gate";
import { outsideOfPlace } from "@/lib/server/place";

/** From one turn of an account to the next, over all instances. */
export const TURN_SECONDS = 1.5;
/** So many wait for one account. Who waits longest is answered within five seconds. */
const WAITING = 2;
/** For all accounts, in this process. They only wait. */
const WAITING_AT_ALL = { atOnce: 500, waiting: 0, patienceMs: 0, usualMs: 0 };

// The row holds the last turn that was given away.
const TAKE_TURN = `
  INSERT INTO rate_counter AS c (key, hits, expires_at) VALUES ($1, ARRAY[$3::timestamptz], $4)
  ON CONFLICT (key) DO UPDATE
    SET hits = ARRAY[GREATEST(c.hits[1] + ($3::timestamptz - $2::timestamptz), $3::timestamptz)], expires_at = $4
    WHERE c.hits[1] IS NULL OR c.hits[1] <= $5
  RETURNING hits[1] AS turn`;

/** By account: how many wait in this process. */
const waitingHere = new Map<string, number>();

/** Before a statement is spent on a try that would be refused. @throws ProductError overloaded */
export function requireTurn(key: string): void {
  if ((waitingHere.get(key) ?? 0) >= WAITING) throw overloaded();
}

/**
 * Waits for the next turn of this account: one in a second and a half, however many try at once, and from wherever. It
 * takes none of the places in which others sign in.
 * @throws ProductError overloaded when several wait already
 */
export async function accountsTurn(key: string): Promise<void> {
  requireTurn(key);
  waitingHere.set(key, (waitingHere.get(key) ?? 0) + 1);
  try {
    await nextTurn(key);
  } finally {
    const left = (waitingHere.get(key) ?? 1) - 1;
    if (left > 0) waitingHere.set(key, left);
    else waitingHere.delete(key);
  }
}

async function nextTurn(key: string): Promise<void> {
  const at = now();
  const leave = await gateOf("sign-ins that wait", WAITING_AT_ALL).enter();
  try {
    const values = [
      `turn to ${key}`,
      at,
      inSeconds(at, TURN_SECONDS),
      inSeconds(at, 60),
      inSeconds(at, TURN_SECONDS * (WAITING - 1)),
    ];
    const [taken] = await statement<{ turn: Date }>("sign_in_turn", TAKE_TURN, values);
    if (!taken) throw overloaded();
    await outsideOfPlace(() => pause(taken.turn.getTime() - at.getTime()));
  } finally {
    leave();
  }
}
