import { setTimeout as pause } from "node:timers/promises";
import Stripe from "stripe";
import { until } from "@/scripts/parts/until";
import { Budget } from "./budget";
import type { DeliveryStep, Manner } from "./plans";
import type { Reader } from "./reader";
import type { Stage, Told } from "./stage";
import { OLDER_VERSION } from "./world";

/** What an attempt may fail with when a connection was cut or Stripe refused; anything else is a bug. */
const PLANNED_FAILURE = /Connection terminated|ECONNRESET|ECONNREFUSED|EPIPE|socket hang up|planned by the test|connection to Stripe/i;

interface Late {
  attempt: Promise<void>;
  steps: number;
  arrive(): void;
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

  async step({ deliver, late }: DeliveryStep): Promise<void> {
    const parts = deliver.flatMap(({ pick, again, manner }) => {
      const from = again ? this.stage.told.filter(({ taken }) => taken) : this.waiting();
      const told = from[pick % Math.max(1, from.length)];
      return told ? [{ told, manner }] : [];
    });
    await this.together(parts, late);
  }

  /** Several deliveries at the same moment; a reader looks all the while. */
  async together(parts: { told: Told; manner: Manner }[], late = 0): Promise<void> {
    const now: Promise<void>[] = [];
    for (const { told, manner } of parts) {
      const waits = manner.stripe?.startsWith("answers late") && late > 0;
      let arrive: () => void = () => undefined;
      const arrived = new Promise<void>((resolve) => (arrive = resolve));
      if (!waits) arrive();
      const attempt = this.attempt(told, manner, arrived);
      // Whoever waits for it hears of a failure.
      attempt.catch(() => undefined);
      if (waits) this.late.push({ attempt, steps: late, arrive });
      else now.push(attempt);
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
  async attempt(told: Told, manner: Manner, arrived: Promise<void> = Promise.resolve()): Promise<void> {
    const { world, party } = this.stage;
    const payload = await this.bodyOf(told, manner);
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: world.secret });
    const count = await this.budget.begin(told, manner);
    const cut = manner.database && world.proxy.plan({ mentions: told.event.id, ...manner.database });
    if (manner.stripe === "refuses") party.troubles.set(told.id, { kind: "status", status: 429 });
    if (manner.stripe === "fails once") party.troubles.set(told.id, { kind: "status", status: 500 });
    if (manner.stripe === "loses its answer") party.troubles.set(told.id, { kind: "lost" });
    if (manner.stripe?.startsWith("answers late")) {
      party.troubles.set(told.id, { kind: "held", until: arrived, datedLate: manner.stripe !== "answers late" });
    }
    try {
      await world.workers[manner.worker].deliver(payload, signature);
      told.taken = true;
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!PLANNED_FAILURE.test(text)) throw error;
    } finally {
      cut?.lift();
      party.troubles.delete(told.id);
      await this.budget.end(count);
    }
  }

  /** The event in the second of its own, written in the version that the manner asks for. */
  private async bodyOf({ event, second }: Told, { version }: Manner): Promise<string> {
    const { received } = this.stage.world.front;
    const older = version === "older";
    const differs = older && event.type.startsWith("customer.subscription.");
    const body = differs ? (JSON.parse(await until(`the webhook of ${event.id}`, () => received.get(event.id), { intervalMs: 10 })) as Stripe.Event) : event;
    return JSON.stringify({ ...body, created: second, ...(older && { api_version: OLDER_VERSION }) });
  }
}
