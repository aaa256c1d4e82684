// Idempotency keys, for POST only: the first answer is kept once execution began, 500s and declines too,
// and is replayed; what failed validation is not kept, so it may be tried again. [docs: api/idempotent_requests]
import { createHash } from "node:crypto";
import { StripeError } from "./errors.ts";
import type { Raw } from "./params.ts";
import type { Store } from "../store/store.ts";

export interface Answer {
  status: number;
  body: string;
  /** Beside those of every answer. */
  headers?: Record<string, string>;
  /** The request that was first answered with this, when this is a replay. */
  requestId?: string;
}
interface Kept extends Answer {
  fingerprint: string;
  /** Absent in answers of before it was kept. */
  path?: string;
  requestId: string;
  at: number;
}

const TABLE = "idempotency";
const KEPT_FOR = 24 * 60 * 60 * 1000;

export class IdempotentRequest {
  private readonly slot: string;
  private readonly fingerprint: string;

  constructor(
    private readonly store: Store,
    readonly key: string,
    apiKey: string,
    method: string,
    private readonly path: string,
    params: Record<string, Raw>,
  ) {
    if (key.length > 255)
      throw new StripeError(400, "idempotency_error", "Idempotency keys may be at most 255 characters long.");
    this.slot = hash(`${apiKey}\n${key}`);
    this.fingerprint = hash(`${method} ${path} ${canonical(params)}`);
  }

  /** The first answer under this key, if there is one. Keys expire after a day. */
  replay(): Kept | undefined {
    const kept = this.store.read<Kept>(TABLE, this.slot);
    if (!kept || kept.at < Date.now() - KEPT_FOR) return undefined;
    if (kept.fingerprint !== this.fingerprint) {
      const same =
        kept.path === undefined || kept.path === this.path
          ? "with the same parameters they were first used with"
          : `for the same endpoint they were first used for ('${kept.path}')`;
      throw new StripeError(
        400,
        "idempotency_error",
        `Keys for idempotent requests can only be used ${same}. Try using a key other than '${this.key}' if you meant to execute a different request.`,
      );
    }
    return kept;
  }

  keep(answer: Answer, requestId: string): void {
    this.store.save(
      { ...answer, fingerprint: this.fingerprint, path: this.path, requestId, at: Date.now() } satisfies Kept,
      TABLE,
      this.slot,
    );
  }

  /** Two requests under one key at once. The second is refused until `release` is called. */
  claim(inFlight: Set<string>): () => void {
    if (inFlight.has(this.slot)) {
      throw new StripeError(
        409,
        "idempotency_error",
        `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${this.key}. Please try again later.`,
        { code: "idempotency_key_in_use" },
      );
    }
    inFlight.add(this.slot);
    return () => inFlight.delete(this.slot);
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The same parameters in another order are the same parameters. */
function canonical(raw: Raw): string {
  if (typeof raw === "string") return JSON.stringify(raw);
  if (Array.isArray(raw)) return `[${raw.map(canonical).join()}]`;
  return `{${Object.keys(raw)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(raw[key] ?? "")}`)
    .join()}}`;
}
