// Sends a recorded conversation again and tells where the answers differ from Stripe's.
import { readdirSync, readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";

export interface Call {
  /** `POST /v1/customers`; a name in braces stands for what an earlier answer or the account held. */
  call: string;
  form?: string;
  /** What Stripe answered. */
  status: number;
  error?: Record<string, unknown>;
  /** Some fields of the answer by their path; `#` is the length of a list, `(absent)` a field that isn't there. */
  facts?: Record<string, unknown>;
  /** Names for fields of the answer that later calls use. */
  keep?: Record<string, string>;
  /** Why this call isn't answered as by Stripe. The README lists these reasons. */
  not_served?: string;
  headers?: Record<string, string>;
}

/** A call that many conversations share, by its name, with what differs. */
interface Shared {
  use: string;
  with?: Record<string, string | number>;
}

export interface Conversation {
  version: string;
  calls: (Call | Shared | string)[];
}

interface Recorded {
  source: string;
  conversations: Record<string, Conversation>;
}

const HERE = import.meta.dirname;
const read = <T>(file: string) => JSON.parse(readFileSync(`${HERE}/${file}`, "utf8")) as T;
const SHARED = read<Record<string, Call>>("shared-calls.json");

/** Every conversation: its name, the project that recorded it, its calls. */
export function conversations(): { name: string; version: string; calls: Call[] }[] {
  return readdirSync(`${HERE}/recorded`)
    .sort()
    .flatMap((file) =>
      Object.entries(read<Recorded>(`recorded/${file}`).conversations).map(([name, { version, calls }]) => ({
        name: `${file.replace(".json", "")}: ${name}`,
        version,
        calls: calls.map(spelledOut),
      })),
    );
}

function spelledOut(given: Call | Shared | string): Call {
  if (typeof given === "object" && "call" in given) return given;
  const { use, with: values = {} } = typeof given === "string" ? { use: given } : given;
  const call = SHARED[use];
  if (!call) throw new Error(`No shared call is named ${use}`);
  const text = JSON.stringify(call)
    .replaceAll(/"\{\{(\w+)\}\}"/g, (all, name: string) => JSON.stringify(values[name] ?? all))
    .replaceAll(/\{\{(\w+)\}\}/g, (all, name: string) => String(values[name] ?? all));
  return JSON.parse(text) as Call;
}

/** Sends the calls in order. Returns one sentence for each difference. */
export async function replay(
  url: string,
  { version, calls }: { version: string; calls: Call[] },
  account: ReadonlyMap<string, string>,
): Promise<string[]> {
  const names = new Map(account);
  const differences: string[] = [];
  for (const [index, call] of calls.entries()) {
    const { status, body } = await send(url, version, call, names);
    const where = `call ${index + 1}, ${call.call}`;
    const wrong = compare(call, status, body, names);
    if (call.not_served !== undefined) {
      if (wrong.length === 0) differences.push(`${where}: is answered as by Stripe, but its data says that it is not`);
      continue;
    }
    differences.push(...wrong.map((difference) => `${where}: ${difference}`));
    for (const [name, path] of Object.entries(call.keep ?? {})) {
      const value = at(body, path);
      // Later calls need it
      if (typeof value !== "string") return [...differences, `${where}: ${path} is ${JSON.stringify(value)}`];
      names.set(name, value);
    }
  }
  return differences;
}

async function send(url: string, version: string, { call, form, headers }: Call, names: ReadonlyMap<string, string>) {
  const [method = "", path = ""] = call.split(" ");
  const response = await fetch(url + fill(path, names), {
    method,
    headers: {
      Authorization: "Bearer sk_test_recorded",
      "Stripe-Version": version,
      ...(method === "POST" && {
        "Content-Type": "application/x-www-form-urlencoded",
        "Idempotency-Key": randomUUID(),
      }),
      ...headers,
    },
    ...(method === "POST" && { body: fill(form ?? "", names) }),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

function compare(call: Call, status: number, body: unknown, names: ReadonlyMap<string, string>): string[] {
  if (status !== call.status) {
    return [`answers ${status}, Stripe answered ${call.status}. ${String(at(body, "error.message") ?? "")}`];
  }
  const expected = [
    ...Object.entries(call.facts ?? {}),
    ...Object.entries(call.error ?? {}).map(([field, value]) => [`error.${field}`, value] as const),
  ];
  return expected.flatMap(([path, value]) => {
    const wanted = value === "(absent)" ? undefined : fill(JSON.stringify(sorted(value)), names);
    const found = JSON.stringify(sorted(at(body, path)));
    return found === wanted ? [] : [`${path} is ${String(found)}, Stripe's was ${String(wanted)}`];
  });
}

/** The order of keys says nothing. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function at(body: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, step) => {
    if (step === "#") return Array.isArray(value) ? value.length : undefined;
    return value === null || typeof value !== "object" ? undefined : (value as Record<string, unknown>)[step];
  }, body);
}

function fill(text: string, names: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{([\w.-]+)\}/g, (all, name: string) => {
    // Stripe's own: filled in by Stripe when it redirects
    if (name === "CHECKOUT_SESSION_ID") return all;
    const value = names.get(name);
    if (value === undefined) throw new Error(`Nothing is named ${name}`);
    return value;
  });
}
