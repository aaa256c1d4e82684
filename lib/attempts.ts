import { isFinal } from "@/lib/stripe/failures";

/**
 * One after the other, each even if those before failed. What Stripe refuses for one must not hold up the others.
 * @throws the first failure that may pass when it is tried again, or else the first
 */
export async function attemptEach<T>(all: Iterable<T>, work: (one: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const one of all) await work(one).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures.find((error) => !isFinal(error)) ?? failures[0];
}
