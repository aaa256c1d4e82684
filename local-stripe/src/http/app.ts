// The parts that live as long as the server does.
import { stepClock } from "../billing/time/step-clock.ts";
import { settleDue } from "../billing/time/due.ts";
import { newContext, type Context } from "../conventions/context.ts";
import { nameOf } from "../conventions/endpoint.ts";
import { Deliveries } from "../events/delivery.ts";
import { Faults } from "../faults/faults.ts";
import { Keys } from "../faults/keys.ts";
import { Limits } from "../faults/limits.ts";
import { endpoints } from "./endpoints.ts";
import { RequestLog } from "./request-log.ts";
import { Store } from "../store/store.ts";

/** Long enough for a caller to see that writes are refused while a clock advances. */
const ADVANCE_AFTER_MS = 50;
/** Requests are answered between slices. */
const SLICE_MS = 20;

/** What was answered to a call: `declared` as `answerOf` says. */
export type Observer = (answer: object, declared: string | undefined, address: string) => void;

export class App {
  readonly requests = new RequestLog();
  readonly faults = new Faults();
  readonly limits = new Limits(() => endpoints.map(nameOf));
  readonly keys = new Keys();
  readonly inFlight = new Set<string>();
  readonly store: Store;
  readonly deliveries: Deliveries;
  /** Known once the server listens. */
  baseUrl = "";
  private timer: NodeJS.Timeout | undefined;
  private advancing: NodeJS.Timeout | undefined;
  private stopped = false;

  /** The origin of every address that is handed out. Without it, each caller gets the one that they called. */
  readonly publicUrl: string | undefined;

  /** Tests look at every answer. */
  readonly observe: Observer | undefined;

  constructor(options: {
    dataDir: string;
    retryBaseMs: number;
    publicUrl?: string | undefined;
    observe?: Observer | undefined;
  }) {
    this.observe = options.observe;
    this.publicUrl = options.publicUrl;
    this.store = Store.open(options.dataDir);
    this.deliveries = new Deliveries(this.store, options.retryBaseMs, this.faults);
  }

  /** Runs one action of a hosted page in one transaction, then sends its webhooks. */
  act<T>(baseUrl: string, action: (ctx: Context) => T): T {
    this.settleDue(baseUrl);
    try {
      return this.store.transaction(() => action(newContext(this.store, baseUrl)));
    } finally {
      this.deliveries.wake();
    }
  }

  /** Processes what is due by now: expired sessions, ended trials, renewals, cancellations. */
  settleDue(baseUrl = this.baseUrl): void {
    if (settleDue(this.store, baseUrl)) this.deliveries.wake();
  }

  /**
   * Test clocks advance beside the requests, a piece at a time, as Stripe's do. The caller sees `advancing` and
   * waits for `ready`. All state is in the store, so a restart resumes what a kill interrupted.
   */
  advanceClocks(after = ADVANCE_AFTER_MS): void {
    if (this.advancing || this.stopped) return;
    this.advancing = setTimeout(() => {
      this.advancing = undefined;
      const clocks = [...this.store.list("test_helpers.test_clock")].filter(({ status }) => status === "advancing");
      const until = Date.now() + SLICE_MS;
      const more = clocks.map(({ id }) => {
        while (stepClock(this.store, this.baseUrl, id)) if (Date.now() > until) return true;
        return false;
      });
      if (clocks.length > 0) this.deliveries.wake();
      if (more.includes(true)) this.advanceClocks(0);
    }, after);
  }

  start(): void {
    this.timer = setInterval(() => this.settleDue(), 1000);
    this.deliveries.wake();
    this.advanceClocks();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    clearTimeout(this.advancing);
    await this.deliveries.stop();
    await this.store.close();
  }
}
