import type { Counted, Measured } from "./instruments";
import { slot } from "./slots";

/** Names and values of one measurement: few and short, never an id. */
export type Labels = Record<string, string | number | boolean>;

/** Ends what was begun. @param error what it failed with */
export type End = (error?: unknown, more?: Labels) => void;

/** Where traces and metrics go (otel.ts). */
export type Observer = {
  begin(name: string, labels: Labels): End;
  count(name: Counted, labels: Labels): void;
  measure(name: Measured, value: number, labels: Labels): void;
  /** Of the span that is open now, for the log. */
  ids(): Record<string, string>;
  /** Sends what is still here. */
  stop(): Promise<void>;
};

const current = slot<Observer>("observer");

/** Undefined unless an address for traces is set: nothing of OpenTelemetry is loaded then. */
export const observer = (): Observer | undefined => current.get();
export const setObserver = (chosen: Observer | undefined): void => current.set(chosen);

/** One more of something. */
export const count = (name: Counted, labels: Labels = {}): void => observer()?.count(name, labels);

/** One value of many. */
export const measure = (name: Measured, value: number, labels: Labels = {}): void =>
  observer()?.measure(name, value, labels);

/** A span around a call: to the database, to Stripe. */
export async function traced<T>(name: string, labels: Labels, call: () => Promise<T>): Promise<T> {
  const watching = observer();
  if (!watching) return call();
  const end = watching.begin(name, labels);
  try {
    const result = await call();
    end();
    return result;
  } catch (error) {
    end(error);
    throw error;
  }
}
