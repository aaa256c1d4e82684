/** Of all who ask at the same time the first has it worked out, and the others get the same: a crowd costs one statement. */
export function sharedAnswer<T>(work: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => (underWay ??= work().finally(() => (underWay = undefined)));
}

/** Whether so much time has passed since it last said yes. */
export function onceIn(ms: number): () => boolean {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < ms) return false;
    last = now;
    return true;
  };
}
