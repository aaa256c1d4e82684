import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { root } from "@/scripts/local/paths";

type Entry = { integrity?: string; link?: boolean; resolved?: string };

const ours = ["", "local-stripe"];

/** What npm would install without comparing it with anything, or from another place than the registry. */
function unchecked(lockfile: { packages: Record<string, Entry> }): string[] {
  const foreign = Object.entries(lockfile.packages).filter(([path, { link }]) => !ours.includes(path) && !link);
  return foreign
    .filter(([, { integrity = "", resolved }]) => !/^sha512-[\w+/]{86}==$/.test(integrity) || resolved !== undefined)
    .map(([path]) => path);
}

const lockfile = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8")) as { packages: Record<string, Entry> };

test("every package in the lockfile has the hash that its archive must have, for every platform", () => {
  expect(Object.keys(lockfile.packages).length).toBeGreaterThan(500);
  expect(unchecked(lockfile)).toEqual([]);
});

test("one without a hash is found, and one from elsewhere", () => {
  const integrity = `sha512-${"a".repeat(86)}==`;
  expect(
    unchecked({
      packages: {
        "node_modules/fine": { integrity },
        "node_modules/bare": {},
        "node_modules/weak": { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" },
        "node_modules/elsewhere": { integrity, resolved: "https://registry.example/elsewhere-1.0.0.tgz" },
      },
    }),
  ).toEqual(["node_modules/bare", "node_modules/weak", "node_modules/elsewhere"]);
});
