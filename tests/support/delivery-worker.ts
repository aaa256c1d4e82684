/**
 * The webhook's work in a process of its own, without Next, so that it is quickly started and may be killed at any
 * statement. It takes deliveries over the channel of its parent and answers what became of each.
 */
import { handleDelivery } from "@/lib/billing/mirror/deliveries";

export interface DeliveryJob {
  job: number;
  payload: string;
  signature: string;
}

export interface DeliveryResult {
  job: number;
  outcome: string | null;
  error: string | null;
}

const answer = (result: DeliveryResult) => process.send?.(result);

process.on("message", ({ job, payload, signature }: DeliveryJob) => {
  handleDelivery(payload, signature).then(
    (outcome) => answer({ job, outcome, error: null }),
    (error: unknown) => answer({ job, outcome: null, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
process.send?.({ job: 0, outcome: "ready", error: null } satisfies DeliveryResult);
