import type { Manner } from "./plans";
import type { Stage, Told } from "./stage";

interface Attempt {
  told: Told;
  /** Whether the rules let it ask for its own object: a price, a tie, late, of another version, or a stranger's subscription. */
  mayAsk: boolean;
  /** Whether a new card may have to be followed: it brings one, or an earlier delivery that failed did. */
  hasCard: boolean;
}

/**
 * Counts the calls to Stripe. A delivery that is alone asks for its own object at most once, and only where its event is
 * no word to go by; and for what is missing, once each. Where deliveries overlap, each of the others may overtake it,
 * which costs one more look. What a customer's new card means for a subscription is decided by what Stripe says of it:
 * that costs a look before, a change, and a look after.
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
    const attempt: Attempt = {
      told,
      mayAsk: version === "older" || told.kind === "price",
      hasCard: told.kind === "customer",
    };
    this.attempts.push(attempt);
    const { rows } = await this.stage.world.database.pool.query<{
      handled: boolean;
      late: boolean;
      card: boolean;
      parents: string[];
    }>({
      name: `before_${told.kind}`,
      text: `SELECT EXISTS (SELECT FROM stripe_event WHERE id = $1 AND state <> 'failed') AS handled,
          EXISTS (SELECT FROM ${told.kind} WHERE id = $2 AND as_of >= $3) AS late,
          EXISTS (SELECT FROM card_change WHERE workspace_id = $5 AND state = 'open') AS card,
          ARRAY(SELECT id FROM product WHERE id = ANY ($4) UNION ALL SELECT id FROM price WHERE id = ANY ($4)
            UNION ALL SELECT customer_id FROM stripe_user WHERE customer_id = ANY ($4)
            UNION ALL SELECT id FROM customer WHERE id = ANY ($4)) AS parents`,
      values: [told.event.id, told.id, new Date(told.second * 1000), this.unknown(), this.stage.workspace],
    });
    const [row] = rows;
    attempt.mayAsk = !row?.handled && (attempt.mayAsk || row?.late === true || this.isStrangers(told));
    attempt.hasCard ||= row?.card === true;
    if (this.active === 1) for (const id of row?.parents ?? []) this.known.add(id);
    return attempt;
  }

  async end(attempt: Attempt): Promise<void> {
    // Of a customer who was gone before we heard of them, what is assigned to us is brought beside the deliveries.
    const calls = this.stage.party.calls.filter((call) => !this.isBrought(call));
    if (--this.active > 0 || calls.length === 0) return;
    const count = this.attempts.length;
    if (count > 1) {
      const missing = this.unknown().length;
      const cards = this.attempts.some(({ hasCard }) => hasCard) ? this.mostForCards() : 0;
      if (calls.length > count * (count + missing + cards))
        throw this.tooMany(attempt, `${count} at once, ${missing} of their parents missing`);
      return;
    }
    const others = attempt.hasCard ? this.withoutCards(calls) : calls;
    for (const [index, call] of others.entries()) {
      const id = call.split("/")[3] ?? "";
      if (others.indexOf(call) !== index) throw this.tooMany(attempt, `${call} twice`);
      const missing = this.unknown().includes(id);
      const own = id === attempt.told.id && attempt.mayAsk;
      if (!missing && !own) throw this.tooMany(attempt, `${call} was not needed`);
    }
  }

  /** Its customer is none of ours, or Stripe no longer says so. Then what is noted of it is what Stripe says now. */
  private isStrangers({ kind, id }: Told): boolean {
    const owner = this.stage.customers.get(id) ?? "";
    return kind === "subscription" && (!this.stage.ours.has(owner) || this.stage.deleted.has(owner));
  }

  /** So is an invoice of theirs at its first event: later ones may have come when it was nobody's. */
  private isBrought(call: string): boolean {
    const { deleted, customers, known } = this.stage;
    const id = call.split("/")[3] ?? "";
    const payer = call.startsWith("GET /v1/invoices/") ? (customers.get(id) ?? "") : id;
    return call === "GET /v1/invoices" || (deleted.has(payer) && (payer === id || payer !== known));
  }

  private mostForCards(): number {
    return 3 * this.stage.ids("subscription").length + this.stage.ids("payment_method").length;
  }

  /** The calls that are left when of each subscription two looks and a change, and of each card one look, are taken away. */
  private withoutCards(calls: string[]): string[] {
    const left = new Map([
      ...this.stage.ids("subscription").flatMap((one): [string, number][] => [
        [`GET /v1/subscriptions/${one}`, 2],
        [`POST /v1/subscriptions/${one}`, 1],
      ]),
      ...this.stage.ids("payment_method").map((one): [string, number] => [`GET /v1/payment_methods/${one}`, 1]),
    ]);
    return calls.filter((call) => {
      const more = left.get(call) ?? 0;
      left.set(call, more - 1);
      return more <= 0;
    });
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
