// Stripe counts in whole seconds.
export const MINUTE = 60;

export const HOUR = 60 * MINUTE;

export const DAY = 24 * HOUR;

export function wallClock(): number {
  return Math.floor(Date.now() / 1000);
}
