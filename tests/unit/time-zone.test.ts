import { expect, test } from "vitest";
import { zoneOf } from "@/lib/time-zone";

test.each([
  ["Europe/Berlin", "Europe/Berlin"],
  ["America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"],
  ["Asia/Calcutta", "Asia/Calcutta"],
  [undefined, "UTC"],
  ["", "UTC"],
  ["Mars/Olympus", "UTC"],
  ["Europe/Berlin; x=1", "UTC"],
  ["x".repeat(10_000), "UTC"],
])("a cookie of %s is read as %s", (sent, zone) => expect(zoneOf(sent)).toBe(zone));
