/** A second process of the product: takes deliveries from the test, one message each. */
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { disconnect } from "@/lib/db";
import type { WorkerAnswer, WorkerRequest } from "./workers";

const answer = (message: WorkerAnswer) => process.send?.(message);

process.on("message", ({ number, payload, signature }: WorkerRequest) => {
  handleDelivery(payload, signature).then(
    (outcome) => answer({ number, outcome }),
    (error: unknown) =>
      answer({ number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on("disconnect", () => void disconnect());
answer({ number: 0, outcome: "ready" });
