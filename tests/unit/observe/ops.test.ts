import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COUNTERS, GAUGES, HISTOGRAMS } from "@/lib/observe/instruments";

/** https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#otlp-metric-points-to-prometheus */
const plain = (name: string) => name.replaceAll(".", "_");
const exported = new Set([
  ...Object.keys(COUNTERS).map((name) => `${plain(name)}_total`),
  ...Object.keys(HISTOGRAMS).flatMap((name) =>
    ["bucket", "count", "sum"].map((end) => `${plain(name)}_seconds_${end}`),
  ),
  ...Object.keys(GAUGES).map(plain),
]);

const metricsIn = (file: string) => [...readFileSync(file, "utf8").matchAll(/\bbilling_\w+/g)].map(([name]) => name);

test.each(["ops/alerts.yaml", "ops/grafana/billing.json"])("%s asks for metrics that the app sends", (file) => {
  const asked = metricsIn(file);
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((name) => !exported.has(name))).toEqual([]);
});

test("each metric is on the dashboard", () => {
  const shown = new Set(metricsIn("ops/grafana/billing.json").map((name) => name.replace(/_(bucket|count|sum)$/, "")));
  const all = [...exported].map((name) => name.replace(/_(bucket|count|sum)$/, ""));
  expect(new Set(all)).toEqual(shown);
});
