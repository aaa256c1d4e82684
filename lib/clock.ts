let read = () => Date.now();

/** The present instant. Every rule that depends on time asks here, so that a test can set the time. */
export const now = (): Date => new Date(read());

/** For tests: hold the clock at an instant, or give it back (null). */
export function setClock(instant: Date | null): void {
  read = instant ? () => instant.getTime() : () => Date.now();
}

export const inSeconds = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);
