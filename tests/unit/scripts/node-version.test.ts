import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { isTooOld, NODE, withNodeFirst } from "@/scripts/bootstrap/node-version.mjs";
import packageJson from "@/package.json";

describe("the Node that a command runs on", () => {
  test.each(["18.20.4", "20.20.2", "22.12.0", "23.11.1"])("%s is replaced by a newer one", (version) => {
    expect(isTooOld(version)).toBe(true);
  });

  test.each(["24.0.0", "24.22.3", "25.9.0", "26.0.0-nightly20260101", "100.0.0"])("%s is used as it is", (version) => {
    expect(isTooOld(version)).toBe(false);
  });

  test("is the one that package.json asks for", () => {
    expect(packageJson.engines.node).toBe(`>=${NODE}`);
  });

  test("is found first by the programs that the command starts", () => {
    expect(withNodeFirst({ PATH: "/usr/bin:/bin", HOME: "/home/me" }, "/app/.data/node-24/bin/node")).toEqual({
      PATH: "/app/.data/node-24/bin:/usr/bin:/bin",
      HOME: "/home/me",
    });
    expect(withNodeFirst({}, "/app/bin/node").PATH).toBe("/app/bin");
  });
});

test("a deployed app refuses to start on an older one", () => {
  const older = `data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"${NODE - 1}.9.0"}})`;
  const { status, stderr } = spawnSync(process.execPath, ["--import", older, "scripts/standalone/start.mjs"], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining(`It needs Node ${NODE} or newer, and this is ${NODE - 1}.9.0.`),
  ]);
});

test("every command of package.json starts through the bootstrap", () => {
  for (const [name, command] of Object.entries(packageJson.scripts)) {
    for (const part of command.split("&&")) expect(part.trim(), name).toMatch(/^node scripts\/bootstrap\/run\.mjs \S/);
  }
});
