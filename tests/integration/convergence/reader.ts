import type { Pool } from "pg";
import type { Played as Kind } from "./expected";
import { found } from "./expected";

export interface Ref {
  kind: Kind;
  id: string;
}

// Each in one statement, so that it sees one moment: the row, and what hangs on it.
const ALONG: Partial<Record<Kind, string>> = {
  product: `jsonb_build_object('features', (SELECT COALESCE(jsonb_agg(feature_id ORDER BY position), '[]') FROM product_feature WHERE product_id = t.id))`,
  subscription: `jsonb_build_object('items', (SELECT COALESCE(jsonb_agg(to_jsonb(i) - 'subscription_id'), '[]') FROM subscription_item i WHERE subscription_id = t.id))`,
};

const GONE = "no row";

/** What a row said, and which of Stripe's states it had to have reached by then. */
export interface Sight {
  said: string;
  floor: number;
}

/** Looks at rows as any reader of the database may, and remembers what each one was seen to say, in order. */
export class Reader {
  private readonly seen = new Map<string, Sight[]>();
  private readonly floors = new Map<string, number>();
  private turn: Promise<unknown> = Promise.resolve();

  /** @param pool a connection to the database that nothing cuts */
  constructor(private readonly pool: Pool) {}

  look({ kind, id }: Ref): Promise<string> {
    const mine = this.turn.then(async () => {
      const floor = this.floors.get(id) ?? 0;
      const { rows } = await this.pool.query<{ row: Record<string, unknown> }>({
        name: `look_${kind}`,
        text: `SELECT to_jsonb(t) || ${ALONG[kind] ?? "'{}'"} AS row FROM ${kind} t WHERE id = $1`,
        values: [id],
      });
      const said = rows[0] ? found(rows[0].row) : GONE;
      const before = this.sightings(id);
      const last = before.at(-1);
      const isNews = last ? last.said !== said || last.floor < floor : said !== GONE;
      if (isNews) this.seen.set(id, [...before, { said, floor }]);
      return said;
    });
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  /** What the row said, without repetitions. */
  sightings(id: string): Sight[] {
    return this.seen.get(id) ?? [];
  }

  /** An event was answered 200: from now on its state, or a later one, is to be seen. */
  expect(id: string, state: number): void {
    this.floors.set(id, Math.max(state, this.floors.get(id) ?? 0));
  }
}

/**
 * Checks what a reader saw of an object against the states that it had at Stripe: each must be one of them, and none
 * may come before one that was seen earlier.
 * @param states oldest first
 * @param allows whether a sight counts as that state
 */
export function checkSightings(
  id: string,
  sightings: Sight[],
  states: string[],
  allows = (sight: string, state: string) => sight === state,
): void {
  let reached = 0;
  for (const [index, { said, floor }] of sightings.entries()) {
    reached = Math.max(reached, floor);
    const next = states.findIndex((state, at) => at >= reached && allows(said, state));
    if (next < 0) {
      const what = states.some((state) => allows(said, state))
        ? "a state that it had left"
        : "a state that Stripe never had";
      throw new Error(
        `A reader saw ${id} in ${what}.\nSeen, with the state that was due:\n  ${sightings
          .slice(0, index + 1)
          .map((sight) => `[${sight.floor}] ${sight.said}`)
          .join("\n  ")}\nAt Stripe, from [0] on:\n  ${states.join("\n  ")}`,
      );
    }
    reached = next;
  }
}
