/** An OpenTelemetry collector that keeps what it is sent: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

type Attribute = { key: string; value: { stringValue?: string; intValue?: string | number; boolValue?: boolean } };
export type Span = { name: string; traceId: string; spanId: string; parentSpanId?: string; attributes: Attribute[] };
type Point = { attributes: Attribute[]; asInt?: string | number; asDouble?: number; count?: string | number };
export type Metric = { name: string; points: Point[] };
type Series = { dataPoints: Point[] };

type Traces = { resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Span[] }[] }[] };
type Metrics = {
  resourceMetrics: {
    scopeMetrics: { metrics: { name: string; sum?: Series; gauge?: Series; histogram?: Series }[] }[];
  }[];
};

export interface Collector {
  url: string;
  spans: Span[];
  /** Of each name the newest. */
  metrics: Map<string, Metric>;
  services: Set<string>;
  /** All that came, as text. */
  text(): string;
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const spans: Span[] = [];
  const metrics = new Map<string, Metric>();
  const services = new Set<string>();
  const server = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      const body = bytes.toString("utf8");
      bodies.push(body);
      if (request.url === "/v1/traces") takeTraces(JSON.parse(body) as Traces);
      if (request.url === "/v1/metrics") takeMetrics(JSON.parse(body) as Metrics);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });

  function takeTraces({ resourceSpans }: Traces): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      for (const { key, value } of resource.attributes)
        if (key === "service.name") services.add(value.stringValue ?? "");
      spans.push(...scopeSpans.flatMap((scope) => scope.spans));
    }
  }

  function takeMetrics({ resourceMetrics }: Metrics): void {
    for (const { name, sum, gauge, histogram } of resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) => scope.metrics),
    ))
      metrics.set(name, { name, points: (sum ?? gauge ?? histogram)?.dataPoints ?? [] });
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    metrics,
    services,
    text: () => bodies.join("\n"),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** How often something was counted, of one label's value or of all. */
export const counted = ({ metrics }: Collector, name: string, label?: string): number =>
  (metrics.get(name)?.points ?? [])
    .filter(({ attributes }) => label === undefined || attributes.some(({ value }) => value.stringValue === label))
    .reduce((sum, { asInt, asDouble, count }) => sum + Number(asInt ?? asDouble ?? count ?? 0), 0);
