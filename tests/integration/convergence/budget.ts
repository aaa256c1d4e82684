import type { Manner } from "./plans";
import type { Stage, Told } from "./stage";

interface Attempt {
  told: Told;
  /** Whether the rules let it ask for its own object: a tie, late, or of another version. */
  mayAsk: boolean;
}

/**
 * Counts the calls to Stripe. A delivery that is alone asks for its own object at most once, and only where its event is
 * no word to go by; and for what is missing, once each. Where deliveries overlap, each of the others may overtake it,
 * which costs one more look.
 */
export class Budget {
  private active = 0;
  private attempts: Attempt[] = [];
  /** Of the parents, those that our database has. None is ever lost again. */
  private readonly known = new Set<string>();

  constructor(private readonly stage: Stage) {}

  async begin(told: Told, { version }: Manner): Promise<Attempt> {
    if (this.active++ === 0) {
      this.attempts = [];
      this.stage.party.calls.length = 0;
    }
    const attempt: Attempt = { told, mayAsk: version === "older" };
    this.attempts.push(attempt);
    const { rows } = await this.stage.world.database.pool.query<{ handled: boolean; late: boolean; parents: string[] }>(
      {
        name: `before_${told.kind}`,
        text: `SELECT EXISTS (SELECT FROM stripe_event WHERE id = $1 AND state <> 'failed') AS handled,
          EXISTS (SELECT FROM ${told.kind} WHERE id = $2 AND as_of >= $3) AS late,
          ARRAY(SELECT id FROM product WHERE id = ANY ($4) UNION ALL SELECT id FROM price WHERE id = ANY ($4)
            UNION ALL SELECT customer_id FROM stripe_user WHERE customer_id = ANY ($4)
            UNION ALL SELECT id FROM customer WHERE id = ANY ($4)) AS parents`,
        values: [told.event.id, told.id, new Date(told.second * 1000), this.unknown()],
      },
    );
    const [row] = rows;
    attempt.mayAsk = !row?.handled && (attempt.mayAsk || row?.late === true);
    if (this.active === 1) for (const id of row?.parents ?? []) this.known.add(id);
    return attempt;
  }

  async end(attempt: Attempt): Promise<void> {
    const { calls } = this.stage.party;
    if (--this.active > 0 || calls.length === 0) return;
    const count = this.attempts.length;
    if (count > 1) {
      const missing = this.unknown().length;
      if (calls.length > count * (count + missing))
        throw this.tooMany(attempt, `${count} at once, ${missing} of their parents missing`);
      return;
    }
    for (const [index, call] of calls.entries()) {
      const id = call.split("/")[3] ?? "";
      if (calls.indexOf(call) !== index) throw this.tooMany(attempt, `${call} twice`);
      const missing = this.unknown().includes(id);
      const own = id === attempt.told.id && attempt.mayAsk;
      if (!missing && !own) throw this.tooMany(attempt, `${call} was not needed`);
    }
  }

  private unknown(): string[] {
    return [...this.stage.ids("product"), ...this.stage.ids("price"), ...this.stage.ids("customer")].filter(
      (id) => !this.known.has(id),
    );
  }

  private tooMany({ told }: Attempt, why: string): Error {
    const calls = this.stage.party.calls.join("\n  ");
    return new Error(`Too many calls to Stripe for ${told.event.type} of ${told.id} (${why}):\n  ${calls}`);
  }
}
