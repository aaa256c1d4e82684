import type { Meter } from "@opentelemetry/api";
import { getHealth } from "@/lib/health";
import { GAUGES } from "./instruments";

/** What waits and what failed, asked of the database once for each export. */
export function observeHealth(meter: Meter): void {
  const gauge = (name: keyof typeof GAUGES) => meter.createObservableGauge(name, { description: GAUGES[name] });
  const failedEvents = gauge("billing.events.failed");
  const oldestFailed = gauge("billing.events.oldest_failed");
  const failedWork = gauge("billing.pending_work.failed");
  const failedMail = gauge("billing.mail.failed");
  meter.addBatchObservableCallback(
    async (result) => {
      const health = await getHealth();
      result.observe(failedEvents, health.failedEvents);
      result.observe(oldestFailed, health.oldestUnprocessedSeconds ?? 0);
      result.observe(failedWork, health.failedPendingWork);
      result.observe(failedMail, health.failedMail);
    },
    [failedEvents, oldestFailed, failedWork, failedMail],
  );
}
