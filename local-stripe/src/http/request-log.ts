export interface LoggedRequest {
  id: string;
  at: string;
  method: string;
  path: string;
  idempotency_key: string | null;
  /** Null until it is answered; stays null when the answer was withheld. */
  status: number | null;
  replayed: boolean;
}

const KEPT = 10_000;

/** The API calls since the last clear, oldest first. In memory only. */
export class RequestLog {
  private entries: LoggedRequest[] = [];

  add(entry: Omit<LoggedRequest, "at" | "status" | "replayed">): LoggedRequest {
    const logged: LoggedRequest = { ...entry, at: new Date().toISOString(), status: null, replayed: false };
    this.entries.push(logged);
    if (this.entries.length > KEPT) this.entries.shift();
    return logged;
  }

  all(): readonly LoggedRequest[] {
    return this.entries;
  }

  clear(): void {
    this.entries = [];
  }
}
