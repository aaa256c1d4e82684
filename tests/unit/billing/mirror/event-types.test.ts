import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { HANDLED_EVENTS } from "@/lib/billing/mirror/events";
import { missingIn } from "@/lib/billing/setup/missing-events";
import { root } from "@/scripts/local/paths";

const page = readFileSync(`${root}docs/webhooks.md`, "utf8");
// The first column of the table.
const named = page
  .slice(page.indexOf("## Left out"))
  .split("\n")
  .map((line) => line.split("|")[1] ?? "");
const patterns = [...named.join().matchAll(/`([\w.]+\.(?:\w+|\*))`/g)].map(([, pattern = ""]) => pattern);
const source = readFileSync(`${root}node_modules/stripe/esm/resources/Events.d.ts`, "utf8");
const all = [...new Set([...source.matchAll(/type: '([a-z_.0-9]+)'/g)].map(([, type = ""]) => type))];

const covers = (pattern: string, type: string): boolean =>
  pattern.endsWith(".*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;

test("each event type of the pinned version is handled, or the docs say why it is not", () => {
  expect(all.length).toBeGreaterThan(200);
  const handled = new Set<string>(HANDLED_EVENTS);
  const decided = (type: string) =>
    // Mirrored together with the schedules themselves.
    handled.has(type) || type.startsWith("subscription_schedule.") || patterns.some((one) => covers(one, type));
  expect(all.filter((type) => !decided(type))).toEqual([]);
});

test("no handled type is listed as left out, and no pattern covers nothing", () => {
  expect(HANDLED_EVENTS.filter((type) => patterns.some((one) => covers(one, type)))).toEqual([]);
  expect(patterns.filter((one) => !all.some((type) => covers(one, type)))).toEqual([]);
});

const OURS = "https://app.example.com/api/subscriptions/webhook/";
const endpoint = (more: object = {}) => ({
  url: OURS,
  status: "enabled",
  enabled_events: [...HANDLED_EVENTS],
  ...more,
});

test.each<[string, Parameters<typeof missingIn>[0], string[] | null]>([
  ["all", [endpoint()], []],
  ["everything", [endpoint({ enabled_events: ["*"] })], []],
  ["fewer", [endpoint({ enabled_events: HANDLED_EVENTS.slice(1) })], [HANDLED_EVENTS[0] as string]],
  [
    "fewer, and the rest by a second endpoint",
    [endpoint({ enabled_events: HANDLED_EVENTS.slice(1) }), endpoint({ enabled_events: HANDLED_EVENTS.slice(0, 1) })],
    [],
  ],
  ["nothing, disabled", [endpoint({ status: "disabled" })], null],
  ["nothing: none is there", [], null],
  [
    "all here, fewer of another installation",
    [endpoint({ url: "https://other.example.com/api/subscriptions/webhook/", enabled_events: [] }), endpoint()],
    [],
  ],
])("an endpoint that sends %s", (_, endpoints, missing) => {
  expect(missingIn(endpoints, "https://app.example.com")).toEqual(missing);
});
