import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { until } from "@/scripts/processes/until";
import { HANDLED_EVENTS } from "@/lib/billing/mirror/events";
import type { Played as Kind } from "./expected";
import { Party } from "../../support/stripe-front";
import { CHANGES, type Account } from "./changes";
import { expected, expectedGone, isMirrored, type StripeObject } from "./expected";
import type { ChangeStep } from "./plans";
import type { World } from "./world";

/** An event on its way. */
export interface Told {
  event: Stripe.Event;
  kind: Kind;
  id: string;
  /** The second at Stripe in which it came to be. */
  second: number;
  /** Which of the object's states it tells. */
  state: number;
  taken: boolean;
}

const DAY = 86_400;
const HANDLED = new Set<string>(HANDLED_EVENTS);

/** A person, their customers and all that these have at Stripe, and what Stripe has told of it. */
export class Stage implements Account {
  readonly party = new Party(Math.floor(Date.now() / 1000) - DAY);
  readonly told: Told[] = [];
  /** Every state that an object has had at Stripe, oldest first. */
  readonly states = new Map<string, string[]>();
  readonly stripe: Stripe;
  readonly clock = { id: "", time: Date.parse("2027-01-31T12:00:00Z") / 1000 };
  readonly deleted = new Set<string>();
  /** Customers who carry our ids. */
  readonly ours = new Set<string>();
  /** Who pays for what, by Stripe's last word of it. */
  readonly customers = new Map<string, string>();
  /** The customer whom our database knew from the start. */
  known: string | undefined;
  customerMetadata: Record<string, string> = {};
  /** The workspace that the subscriptions are for. */
  workspace = "";
  private seconds: ChangeStep["seconds"] = "same";
  private readonly kinds = new Map<string, Kind>();
  private readonly heard: Stripe.Event[] = [];
  private readonly deafen: () => void;

  private constructor(readonly world: World) {
    this.stripe = world.localStripe.stripe;
    this.deafen = world.feed.listen((event) => this.heard.push(event));
  }

  /** @param known whether our database knows the first customer already */
  static async set(world: World, known: boolean): Promise<Stage> {
    const stage = new Stage(world);
    const [user, workspace] = [randomUUID(), randomUUID()];
    await world.database.pool.query(
      `WITH u AS (INSERT INTO "user" (id, name) VALUES ($1, 'Ada')) INSERT INTO workspace (id, name) VALUES ($2, 'Ada''s')`,
      [user, workspace],
    );
    stage.customerMetadata = { user_id: user, installation_id: world.installation };
    stage.workspace = workspace;
    await stage.happen("next", async () => {
      const clock = await stage.stripe.testHelpers.testClocks.create({ frozen_time: stage.clock.time });
      stage.clock.id = clock.id;
      const card = { payment_method: "pm_card_visa", invoice_settings: { default_payment_method: "pm_card_visa" } };
      const customer = await stage.stripe.customers.create({
        test_clock: clock.id,
        metadata: stage.customerMetadata,
        ...card,
      });
      if (known) {
        await world.database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [
          user,
          customer.id,
        ]);
        stage.known = customer.id;
      }
      stage.own(customer.id, "customer");
      const price = { currency: "usd", unit_amount: 1500, recurring: { interval: "month" } } as const;
      const product = await stage.stripe.products.create({
        name: "Plan",
        metadata: { features: "reports" },
        default_price_data: price,
      });
      stage.own(product.id, "product");
    });
    return stage;
  }

  /** A stranger's are assigned to nobody: with our workspace's id they would be ours, with any customer. */
  readonly subscriptionMetadata = (customer: string): Record<string, string> =>
    this.ours.has(customer) ? { user_id: this.customerMetadata.user_id ?? "", workspace_id: this.workspace } : {};

  readonly ids = (kind: Kind): string[] => [...this.kinds].filter(([, each]) => each === kind).map(([id]) => id);

  all(): { kind: Kind; id: string }[] {
    return [...this.kinds].map(([id, kind]) => ({ kind, id }));
  }

  readonly pick = (kind: Kind, which: number): string => {
    const there = this.ids(kind);
    const id = there[which % there.length];
    if (!id) throw new NothingThere();
    return id;
  };

  async advance(days: number): Promise<void> {
    const { testClocks } = this.stripe.testHelpers;
    await testClocks.advance(this.clock.id, { frozen_time: this.clock.time + days * DAY });
    this.clock.time += days * DAY;
    await until("the clock to arrive", async () => (await testClocks.retrieve(this.clock.id)).status === "ready", {
      intervalMs: 50,
    });
  }

  /** Carries out a change, unless Stripe refuses it, and hears what Stripe tells of it. */
  change({ change, a, b, c, seconds }: ChangeStep): Promise<void> {
    this.seconds = seconds;
    return this.happen(seconds, async () => {
      try {
        const made = await CHANGES[change].run(this, a, b, c);
        const { id, object } = (made ?? {}) as Partial<StripeObject>;
        if (id && object && isMirrored(object)) this.own(id, object);
      } catch (error) {
        const refused = error instanceof Stripe.errors.StripeError && (error.statusCode ?? 500) < 500;
        if (refused || error instanceof NothingThere) return;
        throw new Error(`Local Stripe failed at ${change}:\n${this.world.localStripe.logs().slice(-2_000)}`, {
          cause: error,
        });
      }
    });
  }

  /** Hears what Stripe tells of a change that the product made. */
  hearOfOurs(): Promise<void> {
    return this.happen(this.seconds === "each" ? "each" : "same", async () => undefined);
  }

  /** Leaves: what is here is forgotten by all that several histories share. */
  async leave(): Promise<void> {
    this.deafen();
    this.world.front.leave(this.kinds.keys());
    for (const { event } of this.told) this.world.front.received.delete(event.id);
    await this.stripe.testHelpers.testClocks.del(this.clock.id);
  }

  private happen(seconds: ChangeStep["seconds"], work: () => Promise<void>): Promise<void> {
    return this.party.inTurn(async () => {
      if (seconds === "next") this.party.second++;
      await work();
      await this.world.feed.pull();
      for (const event of this.heard.splice(0)) if (this.isMine(event)) this.hear(event, seconds === "each");
    });
  }

  private own(id: string, kind: Kind): void {
    this.kinds.set(id, kind);
    this.world.front.join(this.party, id);
  }

  private isMine({ data }: Stripe.Event): boolean {
    const { id, customer, product } = data.object as { id?: string; customer?: unknown; product?: unknown };
    return [id, customer, product].some((known) => typeof known === "string" && this.kinds.has(known));
  }

  private hear(event: Stripe.Event, alone: boolean): void {
    const object = event.data.object as unknown as StripeObject;
    const kind = object.object;
    // An invoice that is only announced has no id, and no row.
    if (!isMirrored(kind) || !object.id) return;
    this.own(object.id, kind);
    if (alone) this.party.second++;
    const gone = event.type === "customer.deleted" || event.type === "product.deleted";
    if (gone) this.deleted.add(object.id);
    const state = gone ? expectedGone(kind, object.id) : expected(kind, object);
    const before = this.states.get(object.id) ?? [];
    const after = before.at(-1) === state ? before : [...before, state];
    this.states.set(object.id, after);
    const metadata = object.metadata as { installation_id?: string } | undefined;
    if (kind === "customer" && metadata?.installation_id) this.ours.add(object.id);
    if (typeof object.customer === "string") this.customers.set(object.id, object.customer);
    if (!HANDLED.has(event.type)) return;
    this.told.push({ event, kind, id: object.id, second: this.party.second, state: after.length - 1, taken: false });
  }
}

class NothingThere extends Error {}
