import { setTimeout as pause } from "node:timers/promises";
import Stripe from "stripe";
import { until } from "@/scripts/processes/until";
import { Budget } from "./budget";
import type { Played as Kind } from "./expected";
import type { ChangeName } from "./changes";
import { calmly, type DeliveryStep, type Manner, type MeetingStep, type OvertakingStep } from "./plans";
import type { Reader } from "./reader";
import { RowLock } from "./row-lock";
import type { Stage, Told } from "./stage";
import { OLDER_VERSION } from "./world";

// Later than this the app would have given the call up, and asked again.
const LATEST_MS = 2_000;

/** What an attempt may fail with when a connection was cut or Stripe refused; anything else is a bug. */
const PLANNED_FAILURE =
  /Connection terminated|ECONNRESET|ECONNREFUSED|EPIPE|socket hang up|planned by the test|connection to Stripe/i;

interface Child {
  told: Told;
  manner: Manner;
}

interface Late {
  attempt: Promise<void>;
  steps: number;
  arrive(): void;
}

const CHANGE_OF: Record<Kind, ChangeName> = {
  customer: "customer.update",
  payment_method: "card.update",
  product: "product.update",
  price: "price.update",
  subscription: "subscription.update",
  invoice: "invoice.settle",
};

/** Something that one waits for and another gives. */
function signal() {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}

/** Stripe's part: brings events to one or the other process, well or badly, and again until they are taken. */
export class Courier {
  private readonly budget: Budget;
  private late: Late[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly reader: Reader,
  ) {
    this.budget = new Budget(stage);
  }

  /** What was told and has not been taken, oldest first. */
  waiting(): Told[] {
    return this.stage.told.filter(({ taken }) => !taken);
  }

  async step({ deliver, together, locked, late }: DeliveryStep): Promise<void> {
    const parts: Child[] = [];
    for (const { pick, again, manner } of deliver) {
      const about = together ? parts[0]?.told.id : undefined;
      const from = this.stage.told.filter(({ taken, id }) => taken === again && (about === undefined || about === id));
      const told = from[pick % Math.max(1, from.length)];
      if (told) parts.push({ told, manner });
    }
    const first = locked && parts[0]?.told;
    const lock = first ? await RowLock.take(this.stage.world.database.pool, first) : undefined;
    await Promise.all([
      this.together(parts, late),
      lock?.fill(new Set(parts.map(({ manner }) => manner.worker)).size).then(() => lock.release()),
    ]);
  }

  /** Stripe's answer about an object is on its way while the object changes, and that is told. */
  async overtake({ overtake: pick, b, c, seconds, dated }: OvertakingStep): Promise<void> {
    const waiting = this.waiting();
    const told = waiting[pick % Math.max(1, waiting.length)];
    if (!told) return;
    await this.together([{ told, manner: { ...calmly, version: "older", stripe: dated } }], 1);
    const before = this.stage.told.length;
    await this.stage.change({
      change: CHANGE_OF[told.kind],
      a: this.stage.ids(told.kind).indexOf(told.id),
      b,
      c,
      seconds,
    });
    const news = this.stage.told.slice(before).findLast(({ id }) => id === told.id);
    if (news) await this.together([{ told: news, manner: { ...calmly, worker: 1 } }]);
  }

  /** Two events of one object meet at its row, the newer one first. */
  async meet({ meet: pick, b, c }: MeetingStep): Promise<void> {
    const all = this.stage.all();
    const ref = all[pick % all.length];
    if (!ref) return;
    const change = {
      change: CHANGE_OF[ref.kind],
      a: this.stage.ids(ref.kind).indexOf(ref.id),
      seconds: "next",
    } as const;
    const before = this.stage.told.length;
    await this.stage.change({ ...change, b, c });
    await this.stage.change({ ...change, b: b + 1, c });
    const news = this.stage.told.slice(before).filter(({ id }) => id === ref.id);
    const lock = await RowLock.take(this.stage.world.database.pool, ref);
    const attempts: Promise<void>[] = [];
    for (const [index, told] of news.toReversed().entries()) {
      attempts.push(this.attempt(told, { ...calmly, worker: index % 2 === 0 ? 1 : 0 }));
      await lock.fill(Math.min(2, index + 1));
    }
    await lock.release();
    await Promise.all(attempts);
    await this.reader.look(ref);
  }

  /** Several deliveries at the same moment; a reader looks all the while. */
  async together(parts: Child[], late = 0): Promise<void> {
    const now: Promise<void>[] = [];
    for (const { told, manner } of parts) {
      const waits = late > 0 && manner.stripe?.startsWith("answers late") === true;
      const answered = signal();
      const arrived = signal();
      if (!waits) arrived.give();
      const attempt = this.attempt(told, manner, {
        answered: answered.give,
        until: Promise.race([arrived.given, pause(LATEST_MS)]),
      });
      // A failure reaches those who wait for it.
      attempt.catch(() => undefined);
      if (waits) this.late.push({ attempt, steps: late, arrive: arrived.give });
      now.push(waits ? Promise.race([attempt, answered.given]) : attempt);
    }
    let over = false;
    const all = Promise.allSettled(now).then(() => void (over = true));
    const refs = parts.map(({ told }) => told);
    // Ever more slowly: what takes long is a pause before a repeated call.
    for (let wait = 2; !over; wait = Math.min(100, wait * 3)) {
      await Promise.race([all, pause(wait)]);
      for (const ref of over ? [] : refs) await this.reader.look(ref);
    }
    await Promise.all(now);
    for (const ref of refs) await this.reader.look(ref);
  }

  /** A step has passed: answers that are late may be due. */
  async pass(steps = 1): Promise<void> {
    for (const one of this.late) one.steps -= steps;
    const due = this.late.filter((one) => one.steps <= 0);
    this.late = this.late.filter((one) => one.steps > 0);
    for (const one of due) one.arrive();
    await Promise.all(due.map((one) => one.attempt));
  }

  /** Delivers once, and answers what became of it. */
  async attempt(
    told: Told,
    manner: Manner,
    held = { until: Promise.resolve(), answered: () => undefined as void },
  ): Promise<void> {
    const { world, party } = this.stage;
    const payload = await this.bodyOf(told, manner);
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: world.secret });
    const count = await this.budget.begin(told, manner);
    const cut = manner.database && world.proxy.plan({ mentions: told.event.id, ...manner.database });
    if (manner.stripe === "refuses") party.troubles.set(told.id, { kind: "status", status: 429 });
    if (manner.stripe === "fails once") party.troubles.set(told.id, { kind: "status", status: 500 });
    if (manner.stripe === "loses its answer") party.troubles.set(told.id, { kind: "lost" });
    if (manner.stripe?.startsWith("answers late")) {
      party.troubles.set(told.id, { kind: "held", datedLate: manner.stripe !== "answers late", ...held });
    }
    try {
      await world.workers[manner.worker].deliver(payload, signature);
      told.taken = true;
      this.reader.expect(told.id, told.state);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!PLANNED_FAILURE.test(text)) throw error;
    } finally {
      cut?.lift();
      party.troubles.delete(told.id);
      const changed = party.calls.some((call) => call.startsWith("POST "));
      await this.budget.end(count);
      if (changed) await this.stage.hearOfOurs();
    }
  }

  /** The event in its second, and in the version that the manner asks for. */
  private async bodyOf({ event, second }: Told, { version }: Manner): Promise<string> {
    if (version === "ours") return JSON.stringify({ ...event, created: second });
    const { received } = this.stage.world.front;
    const differs = event.type.startsWith("customer.subscription.");
    const body = differs
      ? (JSON.parse(
          await until(`the webhook of ${event.id}`, () => received.get(event.id), { intervalMs: 10 }),
        ) as Stripe.Event)
      : event;
    // Between versions fields move and change their meaning. Code that reads these as ours is found out.
    const object = {
      ...body.data.object,
      metadata: {},
      name: "as it was called once",
      nickname: "once",
      status: "of_old",
      exp_month: 0,
    };
    return JSON.stringify({ ...body, data: { ...body.data, object }, created: second, api_version: OLDER_VERSION });
  }
}
