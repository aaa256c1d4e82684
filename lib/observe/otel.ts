import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { observeHealth } from "./health-gauges";
import { COUNTERS, HISTOGRAMS, SECONDS } from "./instruments";
import type { End, Labels, Observer } from "./observer";

const NAME = "hypersaas-billing";

/**
 * Traces and metrics by OTLP over HTTP. The exporters read their settings (endpoint, headers, timeouts) from the
 * environment: https://opentelemetry.io/docs/specs/otel/protocol/exporter/. Next makes the span of each request; ours lie
 * under it.
 */
export function startOtel(exportIntervalMs: number): Observer {
  const resource = defaultResource()
    .merge(resourceFromAttributes({ "service.name": NAME }))
    .merge(detectResources({ detectors: [envDetector] }));
  const tracers = new TracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const meters = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(), exportIntervalMillis: exportIntervalMs }),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracers);
  metrics.setGlobalMeterProvider(meters);
  const tracer = trace.getTracer(NAME);
  const meter = metrics.getMeter(NAME);
  observeHealth(meter);
  const counters = made(COUNTERS, (name, description) => meter.createCounter(name, { description }));
  const histograms = made(HISTOGRAMS, (name, description) =>
    meter.createHistogram(name, { description, unit: "s", advice: { explicitBucketBoundaries: SECONDS } }),
  );
  return {
    begin(name, labels): End {
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: labels });
      return (error, more) => {
        if (more) span.setAttributes(more);
        if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: typeOf(error) });
        span.end();
      };
    },
    count: (name, labels) => counters[name].add(1, labels),
    measure: (name, value, labels) => histograms[name].record(value, labels),
    ids(): Labels & Record<string, string> {
      const open = trace.getActiveSpan()?.spanContext();
      return open ? { trace_id: open.traceId, span_id: open.spanId } : {};
    },
    async stop() {
      await Promise.allSettled([tracers.shutdown(), meters.shutdown()]);
    },
  };
}

/** An error's text may hold what people typed; its kind does not. */
const typeOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

const made = <Name extends string, Instrument>(
  described: Record<Name, string>,
  make: (name: Name, description: string) => Instrument,
): Record<Name, Instrument> => {
  const pairs = (Object.entries(described) as [Name, string][]).map(
    ([name, text]) => [name, make(name, text)] as const,
  );
  return Object.fromEntries(pairs) as Record<Name, Instrument>;
};
