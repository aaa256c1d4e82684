// Failures on demand, so that tests can see what a caller does when Stripe is slow, broken or cut off:
// of API calls here, of webhooks in webhook-faults.ts. They live in memory, as long as the server runs.
import { Chance, parseOdds, type Odds } from "./chance.ts";
import { isWebhookFault, parseWebhookFault, type WebhookFault } from "./webhook-faults.ts";

export interface CallFault extends Odds {
  id: string;
  /** A method, or `*` for any. */
  method: string;
  /** A prefix of the path, or a regular expression when it begins with `^`. */
  path: string;
  kind: "status" | "stored_500" | "hang" | "lose_response";
  status: number;
  /** `status`: the error that is answered, in Stripe's fields; without one, a plain one. */
  error: Record<string, string> | null;
  /** `stored_500`: whether the request is carried out before its failure is stored. */
  executed: boolean;
  /** `hang`: how long; null means forever. */
  ms: number | null;
}
export type Fault = CallFault | WebhookFault;

const CALL_KINDS = ["status", "stored_500", "hang", "lose_response"] as const;

export class Faults {
  private faults: { fault: Fault; chance: Chance }[] = [];
  private made = 0;

  add(wanted: Record<string, unknown>): Fault {
    const id = `fault_${this.made + 1}`;
    const fault = isWebhookFault(wanted.kind) ? parseWebhookFault(id, wanted.kind, wanted) : parseCallFault(id, wanted);
    this.made += 1;
    this.faults.push({ fault, chance: new Chance() });
    return fault;
  }

  all(): Fault[] {
    return this.faults.map(({ fault }) => fault);
  }

  remove(id: string): boolean {
    const before = this.faults.length;
    this.faults = this.faults.filter(({ fault }) => fault.id !== id);
    return this.faults.length < before;
  }

  /** The fault for this request. Uses up one of its times. */
  take(method: string, path: string): CallFault | undefined {
    for (const { fault, chance } of this.faults) {
      if (!("method" in fault)) continue;
      const meets = (fault.method === "*" || fault.method === method) && matches(fault.path, path);
      if (meets && chance.happens(fault)) return fault;
    }
    return undefined;
  }

  /** The fault for the first attempt to deliver an event to an endpoint. */
  takeDelivery(event: string, endpoint: string): WebhookFault | undefined {
    for (const { fault, chance } of this.faults) {
      if ("method" in fault) continue;
      const meets = (fault.endpoint === null || fault.endpoint === endpoint) && eventMatches(fault.event, event);
      if (meets && chance.happens(fault, endpoint)) return fault;
    }
    return undefined;
  }

  clear(): void {
    this.faults = [];
  }
}

function parseCallFault(id: string, wanted: Record<string, unknown>): CallFault {
  const kind = CALL_KINDS.find((one) => one === wanted.kind);
  if (!kind)
    throw new Error(
      "kind must be status, stored_500, hang or lose_response for API calls; drop, delay, duplicate, reorder or twice_at_once for webhooks",
    );
  if (typeof wanted.path !== "string")
    throw new Error("path must be a prefix, or a regular expression that begins with ^");
  if (wanted.path.startsWith("^")) new RegExp(wanted.path);
  const status = number(wanted.status) ?? 500;
  if (!Number.isInteger(status) || status < 400 || status > 599) throw new Error("status must be from 400 to 599");
  return {
    id,
    method: String(wanted.method ?? "POST").toUpperCase(),
    path: wanted.path,
    kind,
    status,
    error: textFields(wanted.error),
    executed: wanted.executed === true,
    ms: number(wanted.ms) ?? null,
    ...parseOdds(wanted),
  };
}

function matches(pattern: string, path: string): boolean {
  return pattern.startsWith("^") ? new RegExp(pattern).test(path) : path.startsWith(pattern);
}

/** As in Stripe's lists of events, `*` matches any text. */
function eventMatches(pattern: string, type: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === type;
  return type.startsWith(first) && type.endsWith(rest.at(-1) ?? "");
}

function textFields(value: unknown): Record<string, string> | null {
  if (value === undefined || value === null) return null;
  const fields = typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
  if (fields.length === 0 || fields.some(([, text]) => typeof text !== "string"))
    throw new Error('error must be an object of texts, such as { "code": "lock_timeout" }');
  return Object.fromEntries(fields) as Record<string, string>;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
