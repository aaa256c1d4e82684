import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { startLocalStripe as startChild } from "@/scripts/local/local-stripe";
import { bareEnvironment } from "./environment";

/** A call to Stripe's API, as local Stripe saw it. The status is null when no answer went out. */
export interface LoggedRequest {
  at: string;
  method: string;
  path: string;
  idempotency_key: string | null;
  status: number | null;
  replayed: boolean;
}

/** Of a call to the API. */
export interface Fault {
  method?: string;
  /** A prefix of the path, or a regular expression when it begins with `^`. */
  path: string;
  kind: "status" | "stored_500" | "hang" | "lose_response";
  status?: number;
  /** What a `status` is answered with, in the fields of Stripe's errors. */
  error?: { type?: string; code?: string; param?: string; message?: string };
  ms?: number;
  times?: number;
  executed?: boolean;
}

/** Of a webhook's delivery. */
export interface DeliveryFault {
  /** The type of the event. */
  event: string;
  kind: "drop" | "delay" | "duplicate" | "reorder" | "twice_at_once";
  ms?: number;
  times?: number;
}

type Delivery = { event: string; status: string; attempts: unknown[]; next_attempt_at: number | null };

export type LocalStripe = ReturnType<typeof attachLocalStripe>;

export interface LocalStripeOptions {
  /** An earlier one's folder and port, to come back as the same one after a stop or a crash. */
  dataDir?: string;
  port?: number;
  secretKey?: string;
}

/** Starts a local Stripe of the test's own. */
export async function startLocalStripe(options: LocalStripeOptions = {}): Promise<LocalStripe> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "billing-local-stripe-")));
  const secretKey = options.secretKey ?? `sk_test_${randomBytes(16).toString("hex")}`;
  // Retries of webhook deliveries come quickly, so that no test waits for one: the fourth within 20 s, sooner than `until` gives up.
  const { url, child } = await startChild(options.port ?? 0, dataDir, bareEnvironment(), ["--retry-base-ms", "50"]);
  return attachLocalStripe(
    { url, dataDir, secretKey },
    {
      logs: () => child.lines.join("\n"),
      async stop() {
        await child.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
      kill: () => child.kill(),
    },
  );
}

const elsewhere = () => {
  throw new Error("Another process started this local Stripe.");
};

/**
 * What a test asks of a local Stripe that runs.
 * @param own what only the process that started it can do
 */
export function attachLocalStripe(
  { url, dataDir, secretKey }: { url: string; dataDir: string; secretKey: string },
  own: { logs(): string; stop(): Promise<void>; kill(): Promise<void> } = {
    logs: elsewhere,
    stop: elsewhere,
    kill: elsewhere,
  },
) {
  const { hostname, port } = new URL(url);

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${url}/_local/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} /_local/${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  return {
    url,
    dataDir,
    port: Number(port),
    secretKey,
    /** The official client, without retries: what a test asks is asked once. */
    stripe: new Stripe(secretKey, { host: hostname, port, protocol: "http", maxNetworkRetries: 0, telemetry: false }),
    /** The API calls since the last clear, oldest first. */
    requests: async () => (await control("GET", "requests")) as LoggedRequest[],
    clearRequests: () => control("DELETE", "requests"),
    fault: (fault: Fault | DeliveryFault) => control("POST", "faults", { method: "POST", ...fault }),
    /** What restricted keys may do. */
    restrict: (keys: Record<string, { permissions: string[] } | { without: string[] }>) => control("PUT", "keys", keys),
    clearFaults: () => control("DELETE", "faults"),
    /** Of a customer, none of whose invoices can be finalized from now on. */
    failFinalizations: (customer: string) => control("POST", "finalization-failures", { customer, times: 1_000 }),
    /** The bank's word on every debit that is processing, now. */
    settle: () => control("POST", "settle", {}),
    /** What is a setting of Stripe's Dashboard, and what Stripe's docs leave open. */
    billing: (settings: {
      while_processing?: "active" | "incomplete";
      after_retries?: "cancel" | "unpaid" | "leave" | "pause";
      pause_after_first_failure?: boolean;
      resume_when_paid?: boolean;
      portal_declined_update?: "undo" | "keep";
    }) => control("PUT", "billing", settings),
    /** What a meter counted for a customer in the billing period that is now, or `at`. */
    use: (usage: { customer: string; meter: string; total: number; at?: number }) => control("PUT", "usage", usage),
    /** Pauses a subscription for any reason, also one that Stripe may add later; null: it says none. */
    pause: (subscription: string, reason: string | null) => control("POST", "pause", { subscription, reason }),
    /** Webhooks wait from now on, and none is under way any more … */
    holdDeliveries: () => control("PUT", "deliveries", { mode: "hold" }),
    /** … and go out again, those that waited first. */
    sendDeliveries: () => control("PUT", "deliveries", { mode: "send" }),
    /** What becomes of a subscription once a payment has been tried for the last time. */
    afterRetries: (then: "cancel" | "unpaid") => control("PUT", "billing", { after_retries: then }),
    /** How many deliveries are still to arrive. */
    pendingDeliveries: async () => ((await control("GET", "deliveries?status=pending")) as unknown[]).length,
    /** Sends at once what waits to be sent again, but not what is on its way: a test may call this again and again. */
    async redeliver() {
      const all = (await control("GET", "deliveries")) as Delivery[];
      const pending = all.filter(({ status }) => status === "pending");
      const waits = ({ attempts, next_attempt_at }: Delivery) =>
        attempts.length > 0 && (next_attempt_at ?? 0) > Date.now();
      const underWay = new Set(pending.filter((one) => !waits(one)).map(({ event }) => event));
      for (const event of new Set(pending.map((one) => one.event)))
        if (!underWay.has(event)) await control("POST", "deliveries/resend", { event });
    },
    logs: own.logs,
    stop: own.stop,
    /** Ends it as a crash does; its data stays for a next start with the same `dataDir` and `port`. */
    kill: own.kill,
  };
}
