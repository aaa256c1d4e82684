import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "@/scripts/local/paths";

// docs/restricted-keys.md says which rights a key needs. What it needs is what the code calls.

type Level = "" | "Read" | "Write";
const LEVELS: Level[] = ["", "Read", "Write"];
const higher = (one: Level, other: Level): Level => (LEVELS.indexOf(one) >= LEVELS.indexOf(other) ? one : other);

/** `stripe().billingPortal.configurations.list(` */
const CALL = /\bstripe\(\)((?:\s*\.\s*\w+)+)\s*\(/g;
const READS = /^(list|retrieve)/;
const PATHS: Record<string, string> = { accounts: "account", invoiceItems: "invoiceitems" };
const asPath = (resource: string): string =>
  resource
    .split(".")
    .map((part) => PATHS[part] ?? part.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    .join("/");

/** Of each resource, the most that these files ask for. */
function neededBy(files: string[]): Record<string, Level> {
  const needed: Record<string, Level> = {};
  for (const file of files)
    for (const [, call = ""] of readFileSync(join(root, file), "utf8").matchAll(CALL)) {
      const parts = call.replaceAll(/\s/g, "").slice(1).split(".");
      const [method = "", path] = [parts.at(-1), `/v1/${asPath(parts.slice(0, -1).join("."))}`];
      needed[path] = higher(needed[path] ?? "", READS.test(method) ? "Read" : "Write");
    }
  return needed;
}

type Row = { path: string; right: string; app: Level; setup: Level; sync: Level; duplicates: Level };

const text = readFileSync(join(root, "docs/restricted-keys.md"), "utf8");
const rows = [...text.matchAll(/^\| `(\/v1\/[^`]+)` \|(.+)\|$/gm)].map(([, path = "", rest = ""]): Row => {
  const [, right, app, setup, sync, duplicates] = rest.split("|").map((cell) => cell.trim()) as [
    string,
    string,
    ...Level[],
  ];
  return { path, right, app: app ?? "", setup: setup ?? "", sync: sync ?? "", duplicates: duplicates ?? "" };
});
const column = (name: "app" | "setup"): Record<string, Level> =>
  Object.fromEntries(rows.filter((row) => row[name] !== "").map((row) => [row.path, row[name]]));

const all = globSync(["lib/**/*.ts", "app/**/*.{ts,tsx}", "pages/**/*.ts"], { cwd: root });
const isSetup = (file: string): boolean => /lib[\\/]billing[\\/]setup[\\/]/.test(file);
/** The app asks it at its start. */
const isShared = (file: string): boolean => file.endsWith("missing-events.ts");

test("the calls are found", () => {
  expect(Object.keys(neededBy(all)).length).toBeGreaterThan(18);
  expect(neededBy(all)["/v1/subscriptions"]).toBe("Write");
});

test("what the app calls is what its column says", () => {
  expect(column("app")).toEqual(neededBy(all.filter((file) => !isSetup(file) || isShared(file))));
});

test("what stripe:setup calls itself, the copy that it fills, and whose key it is, are in its column", () => {
  const filled = Object.fromEntries(
    rows.filter(({ path }) => path === "/v1/account").map(({ path }) => [path, "Read"]),
  );
  expect(column("setup")).toEqual({ ...neededBy(all.filter(isSetup)), ...filled });
});

test("no other command needs more than the app", () => {
  for (const row of rows)
    expect(LEVELS.indexOf(row.app)).toBeGreaterThanOrEqual(LEVELS.indexOf(higher(row.sync, row.duplicates)));
});

test("each right has a name, as Stripe's 403 would write it", () => {
  for (const { path, right } of rows) expect([path, /^(\? )?`\w+`$/.test(right)]).toEqual([path, true]);
});
