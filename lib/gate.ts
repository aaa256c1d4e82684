import { overloaded } from "@/lib/errors";

type Waiting = { admit: () => void };

export type Bounds = {
  /** So many are under way. */
  atOnce: number;
  /** So many more wait for their turn, each at most so long. */
  waiting: number;
  patienceMs: number;
};

/**
 * Bounds how much of one kind is done at once. What comes on top waits for a moment, because most bursts are over by
 * then, and is refused when its turn does not come.
 */
export class Gate {
  private running = 0;
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly bounds: Bounds) {}

  /**
   * @returns what to call when it is done
   * @throws ProductError overloaded: at once when too many wait already, otherwise after the time to wait
   */
  async enter(): Promise<() => void> {
    if (this.running < this.bounds.atOnce) this.running++;
    else await this.turn();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.leave();
    };
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.size >= this.bounds.waiting) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const tooLong = setTimeout(() => {
        this.waiting.delete(one);
        reject(overloaded());
      }, this.bounds.patienceMs);
      const one = {
        admit: () => {
          clearTimeout(tooLong);
          resolve();
        },
      };
      this.waiting.add(one);
    });
  }

  /** The place goes to the one that has waited longest. */
  private leave(): void {
    const [next] = this.waiting;
    if (!next) return void this.running--;
    this.waiting.delete(next);
    next.admit();
  }
}

// Next loads a module once for each of its bundles; there is one process.
const home = globalThis as typeof globalThis & { billingGates?: Map<string, Gate> };

/** The gate of this name in this process. */
export function gateOf(name: string, bounds: Bounds): Gate {
  const gates = (home.billingGates ??= new Map());
  const gate = gates.get(name) ?? new Gate(bounds);
  gates.set(name, gate);
  return gate;
}
