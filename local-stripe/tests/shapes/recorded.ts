// Compares one of our answers with a real one of the same situation: the real one's keys and types, and what is null.
import { isHash } from "./check.ts";

/** `free`: places that say nothing (the caller's own keys, other business settings). */
export function compare(real: unknown, ours: unknown, path: string, free: RegExp): string[] {
  if (free.test(path)) return [];
  if ((real === null) !== (ours === null))
    return [`${path} is ${kindOf(real)} in the recording and ${kindOf(ours)} here`];
  if (Array.isArray(real) && Array.isArray(ours)) {
    // One element of each is enough. How many there are is the situation's business
    return real.length > 0 && ours.length > 0 ? compare(real[0], ours[0], `${path}[]`, free) : [];
  }
  if (kindOf(real) !== kindOf(ours)) return [`${path} is ${kindOf(real)} in the recording and ${kindOf(ours)} here`];
  if (!isHash(real) || !isHash(ours)) return [];
  return Object.keys(real).flatMap((key) => {
    const at = `${path}.${key}`;
    if (!Object.hasOwn(ours, key)) return free.test(at) ? [] : [`${at} is missing here`];
    return compare(real[key], ours[key], at, free);
  });
}

function kindOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}
