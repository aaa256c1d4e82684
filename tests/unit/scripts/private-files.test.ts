import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeEnvFile } from "@/scripts/local/env-file";
import { lockHolder, tryLock } from "@/scripts/processes/lock-file";
import { keepPrivate } from "@/scripts/processes/private-files";

let parent: string;
let mask: number;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "billing-private-"));
  // As on most machines: what says nothing else is for everyone to read.
  mask = process.umask(0o022);
});
afterEach(() => {
  process.umask(mask);
  rmSync(parent, { recursive: true, force: true });
});

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
/** Root's PostgreSQL is another account, and passes through. */
const PRIVATE = process.getuid?.() === 0 ? ["700", "710"] : ["700"];

test("a new folder is its owner's alone, and so is what commands put there", () => {
  const dir = join(parent, "data");
  keepPrivate(dir);
  writeEnvFile(join(dir, "secrets.env"), { NEXTAUTH_SECRET: "x" });
  expect(tryLock(join(dir, "session.lock"))).toBe(true);
  expect(PRIVATE).toContain(modeOf(dir));
  for (const name of readdirSync(dir)) expect([name, modeOf(join(dir, name))]).toEqual([name, "600"]);
});

test("a file of settings is replaced as a whole: it keeps its rights and other lines, also behind a link", () => {
  const file = join(parent, "real.env");
  writeFileSync(file, "OTHER=1\nSTRIPE_WEBHOOK_SECRET=old\n");
  chmodSync(file, 0o640);
  symlinkSync(file, join(parent, ".env.local"));
  const held = openSync(file, "r");
  writeEnvFile(join(parent, ".env.local"), { STRIPE_WEBHOOK_SECRET: "new" });
  expect(readFileSync(file, "utf8")).toBe("OTHER=1\nSTRIPE_WEBHOOK_SECRET=new\n");
  expect([modeOf(file), lstatSync(join(parent, ".env.local")).isSymbolicLink()]).toEqual(["640", true]);
  // Written in place, a process that is stopped between emptying and filling it would leave nothing.
  expect(readFileSync(held, "utf8")).toBe("OTHER=1\nSTRIPE_WEBHOOK_SECRET=old\n");
  closeSync(held);
  expect(readdirSync(parent).toSorted()).toEqual([".env.local", "real.env"]);
});

test("a lock that comes first makes the folder so, too", () => {
  expect(tryLock(join(parent, "data/session.lock"))).toBe(true);
  expect(lockHolder(join(parent, "data/session.lock"))).toBe(process.pid);
  expect(modeOf(join(parent, "data"))).toBe("700");
});

test("what an earlier release left open is closed, also deep inside; programs stay programs", () => {
  const dir = join(parent, "data");
  mkdirSync(join(dir, "local-stripe/deep"), { recursive: true });
  writeFileSync(join(dir, "made-up.env"), "NEXTAUTH_SECRET=x");
  writeFileSync(join(dir, "local-stripe/deep/data.mdb"), "x", { mode: 0o664 });
  writeFileSync(join(dir, "node"), "x");
  chmodSync(join(dir, "node"), 0o755);
  chmodSync(dir, 0o777);
  const outside = join(parent, "outside");
  writeFileSync(outside, "not ours");
  symlinkSync(outside, join(dir, "link"));
  keepPrivate(dir);
  expect(PRIVATE).toContain(modeOf(dir));
  expect(modeOf(join(dir, "local-stripe"))).toBe("700");
  expect(modeOf(join(dir, "local-stripe/deep"))).toBe("700");
  expect(modeOf(join(dir, "local-stripe/deep/data.mdb"))).toBe("600");
  expect(modeOf(join(dir, "made-up.env"))).toBe("600");
  expect(modeOf(join(dir, "node"))).toBe("700");
  expect(modeOf(outside)).toBe("644");
});
