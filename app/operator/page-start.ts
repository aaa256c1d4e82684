import type { Place } from "@/lib/billing/operator/events";

// A page of failed events begins after an instant and an id, which are one parameter of the address.

export const placeToText = ({ firstAttemptAt, id }: Place): string => `${firstAttemptAt.toISOString()}_${id}`;

export function placeIn(text: string | undefined): Place | undefined {
  const [, instant, id] = /^([\dT:.-]+Z)_(\w+)$/.exec(text ?? "") ?? [];
  if (!instant || !id || Number.isNaN(Date.parse(instant))) return undefined;
  return { firstAttemptAt: new Date(instant), id };
}
