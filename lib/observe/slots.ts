// Next compiles a module once for each of its bundles, and each copy would have a state of its own. What is set once when a
// server starts is kept here, for all of them.

type Slots = typeof globalThis & { billingObserve?: Partial<Record<string, unknown>> };

/** A value that all copies of this code in a process share. */
export function slot<T>(name: string): { get(): T | undefined; set(value: T | undefined): void } {
  const home = globalThis as Slots;
  return {
    get: () => home.billingObserve?.[name] as T | undefined,
    set: (value) => void ((home.billingObserve ??= {})[name] = value),
  };
}
