// One LMDB file. A request is one synchronous transaction. When its handler throws, nothing of it remains,
// and what it wrote (objects, events, deliveries, the answer under its idempotency key) appears together.
// LMDB is memory-mapped, so what is committed outlives `kill -9`.
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { open, type RootDatabase } from "lmdb";
import { dueAt } from "./due-dates.ts";
import { clockOf, dueKey, indexed, type Key, type Row } from "./rows.ts";
import { PlannedDeclines } from "./planned-declines.ts";
import { PlannedFailures } from "./planned-failures.ts";
import type { Details } from "./details.ts";
import type { Kind, Objects } from "./objects.ts";

const LAST = Number.MAX_SAFE_INTEGER;

export class Store {
  /** In memory, and no part of any transaction. */
  readonly declines = new PlannedDeclines();
  readonly finalizationFailures = new PlannedFailures();

  private constructor(private readonly db: RootDatabase<unknown, Key>) {}

  static open(directory: string): Store {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const db = open<unknown, Key>({ path: directory, noSubdir: false, encoding: "json", noMemInit: true });
    // LMDB makes them readable for everyone, and they hold customers and webhook secrets
    for (const file of ["data.mdb", "lock.mdb"]) chmodSync(join(directory, file), 0o600);
    return new Store(db);
  }

  transaction<T>(work: () => T): T {
    return this.db.transactionSync(work);
  }

  close(): Promise<void> {
    return this.db.close();
  }

  /** Empties it, except for the account, by which a mirror knows this server. */
  clear(): void {
    const account = this.read("account");
    this.db.clearSync();
    if (account !== undefined) this.transaction(() => this.save(account, "account"));
  }

  // Objects

  get<K extends Kind>(kind: K, id: string): Objects[K] | undefined {
    const row = this.row(id);
    return row?.kind === kind && !row.deleted ? (row.object as Objects[K]) : undefined;
  }

  /** Any object by its id alone, for expanding; a deleted customer answers with its stub. */
  find(id: string): object | undefined {
    return this.row(id)?.object;
  }

  isDeleted(id: string): boolean {
    return this.row(id)?.deleted === true;
  }

  put<K extends Kind>(kind: K, object: Objects[K]): void {
    const before = this.row(object.id);
    const due = dueAt(
      object,
      kind === "subscription" || kind === "payment_intent" || kind === "subscription_schedule" || kind === "invoice"
        ? this.detail(kind, object.id)
        : undefined,
    );
    const row: Row = {
      seq: before?.seq ?? this.next("seq"),
      kind,
      object,
      due,
      clock: due === undefined ? undefined : clockOf(object, (id) => this.find(id)),
    };
    if (before) this.unlink(before);
    else this.write(["list", kind, "", "", row.seq], object.id);
    for (const [field, value] of indexed(kind, object)) this.write(["list", kind, field, value, row.seq], object.id);
    if (row.due !== undefined) this.write(dueKey(row, row.due), object.id);
    this.write(["object", object.id], row);
  }

  remove(id: string): void {
    const row = this.row(id);
    if (!row) return;
    this.unlink(row);
    this.db.removeSync(["list", row.kind, "", "", row.seq]);
    this.db.removeSync(["object", id]);
    this.db.removeSync(["detail", id]);
  }

  /** Leaves a stub in place of the object: still readable by id, in no list. */
  leaveStub(id: string, stub: object): void {
    const row = this.row(id);
    if (!row) return;
    this.remove(id);
    this.write(["object", id], { seq: row.seq, kind: row.kind, object: stub, deleted: true } satisfies Row);
  }

  detail<K extends keyof Details>(_kind: K, id: string): Details[K] | undefined {
    return this.db.get(["detail", id]) as Details[K] | undefined;
  }

  putDetail<K extends keyof Details>(_kind: K, id: string, detail: Details[K]): void {
    this.write(["detail", id], detail);
  }

  /** The place of an object in the order of creation, which is what list cursors mean. */
  position(kind: Kind, id: string): number | undefined {
    const row = this.row(id);
    return row?.kind === kind ? row.seq : undefined;
  }

  /** Newest first (or oldest first), beyond a position, of all objects of a kind or those with one indexed value. */
  *list<K extends Kind>(
    kind: K,
    options: { by?: [string, string]; before?: number; after?: number; oldestFirst?: boolean } = {},
  ): Generator<Objects[K]> {
    const [field, value] = options.by ?? ["", ""];
    const low: Key = ["list", kind, field, value, options.after === undefined ? 0 : options.after + 1];
    const high: Key = ["list", kind, field, value, options.before ?? LAST];
    const range = options.oldestFirst
      ? { start: low, end: high }
      : {
          start: ["list", kind, field, value, (options.before ?? LAST) - 1],
          end: low,
          reverse: true,
          inclusiveEnd: true,
        };
    for (const { value: id } of this.db.getRange(range)) {
      const object = this.get(kind, id as string);
      if (object) yield object;
    }
  }

  /** The object whose time came first, if it came by `now` of the wall clock or of a test clock. */
  nextDue(now: number, clock?: string): { id: string; at: number } | undefined {
    const due = this.firstDue(clock);
    return due && due.at <= now ? due : undefined;
  }

  firstDue(clock?: string): { id: string; at: number } | undefined {
    const prefix: Key = clock === undefined ? ["due"] : ["due on", clock];
    for (const { key, value } of this.db.getRange({ start: [...prefix, 0], end: [...prefix, LAST], limit: 1 })) {
      return { id: value as string, at: key[prefix.length] as number };
    }
    return undefined;
  }

  /** Until the object changes, nothing is due for it. */
  forgetDue(id: string): void {
    const row = this.row(id);
    if (row?.due === undefined) return;
    this.db.removeSync(dueKey(row, row.due));
    this.write(["object", id], { ...row, due: undefined });
  }

  count(kind: Kind): number {
    return this.db.getCount({ start: ["list", kind, "", "", 0], end: ["list", kind, "", "", LAST] });
  }

  // Everything that is not a Stripe object: counters, settings, deliveries, idempotency results

  next(counter: string): number {
    const value = ((this.db.get(["counter", counter]) as number | undefined) ?? 0) + 1;
    this.write(["counter", counter], value);
    return value;
  }

  read<T>(...key: Key): T | undefined {
    return this.db.get(["other", ...key]) as T | undefined;
  }

  save(value: unknown, ...key: Key): void {
    this.write(["other", ...key], value);
  }

  drop(...key: Key): void {
    this.db.removeSync(["other", ...key]);
  }

  *readAll<T>(table: string): Generator<T> {
    for (const { value } of this.db.getRange({ start: ["other", table], end: ["other", `${table}\u0001`] }))
      yield value as T;
  }

  private row(id: string): Row | undefined {
    // LMDB refuses keys of more than 1978 bytes; no id is that long
    return id.length > 255 ? undefined : (this.db.get(["object", id]) as Row | undefined);
  }

  private write(key: Key, value: unknown): void {
    this.db.putSync(key, value);
  }

  private unlink(row: Row): void {
    for (const [field, value] of indexed(row.kind, row.object))
      this.db.removeSync(["list", row.kind, field, value, row.seq]);
    if (row.due !== undefined) this.db.removeSync(dueKey(row, row.due));
  }
}
