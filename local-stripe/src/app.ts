// The parts that live as long as the server does.
import { settleDue } from './billing/due.ts'
import { newContext, type Context } from './context.ts'
import { Deliveries } from './delivery.ts'
import { Faults } from './faults.ts'
import { RequestLog } from './request-log.ts'
import { Store } from './store.ts'

export class App {
  readonly requests = new RequestLog()
  readonly faults = new Faults()
  readonly inFlight = new Set<string>()
  readonly store: Store
  readonly deliveries: Deliveries
  /** Known once the server listens. */
  baseUrl = ''
  private timer: NodeJS.Timeout | undefined

  constructor(options: { dataDir: string; retryBaseMs: number }) {
    this.store = Store.open(options.dataDir)
    this.deliveries = new Deliveries(this.store, options.retryBaseMs, this.faults)
  }

  /** Runs one action of a hosted page: a transaction of its own, then its webhooks go out. */
  act<T>(baseUrl: string, action: (ctx: Context) => T): T {
    this.settleDue(baseUrl)
    try {
      return this.store.transaction(() => action(newContext(this.store, baseUrl)))
    } finally {
      this.deliveries.wake()
    }
  }

  /** Carries out what time brought: expired sessions, ended trials, renewals, cancellations. */
  settleDue(baseUrl = this.baseUrl): void {
    if (settleDue(this.store, baseUrl)) this.deliveries.wake()
  }

  start(): void {
    this.timer = setInterval(() => this.settleDue(), 1000)
    this.deliveries.wake()
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.deliveries.stop()
    await this.store.close()
  }
}
