import { setTimeout as pause } from "node:timers/promises";
import { makeResetLink } from "./reset-link";

/** Whether links can be sent at all. */
export const sendsMail = (): boolean => false;

const STEP_MS = 100;

/** Sends a link to an address, if somebody has it. It takes the same time for every address. */
export async function askForReset(email: string, _language: string): Promise<void> {
  const started = performance.now();
  await makeResetLink(email);
  await pause(STEP_MS - ((performance.now() - started) % STEP_MS));
}
