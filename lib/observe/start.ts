import { env } from "@/lib/env";
import { isDatabaseUnavailable } from "@/lib/database-failure";
import { RETRY_AFTER_SECONDS } from "@/lib/errors";
import { CLIENT_GONE, followExchanges, isClientGone, mayWorkIn } from "@/lib/exchange";
import { log, setLogWriter } from "./log";
import { setObserver } from "./observer";
import { logRefusal } from "./refusals";
import { isUnreadableForm } from "@/lib/server/unreadable-form";

/** The log's form, traces and metrics: as the settings say, once when a server starts. */
export async function startObserving(): Promise<void> {
  const { LOG_FORMAT, LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_METRIC_EXPORT_INTERVAL, production } = env();
  followExchanges();
  if ((LOG_FORMAT || (production ? "json" : "text")) === "json") {
    const { jsonLog, takeOverConsole } = await import("./json-log");
    const write = jsonLog(LOG_LEVEL);
    setLogWriter(write);
    takeOverConsole(write);
  }
  if (OTEL_EXPORTER_OTLP_ENDPOINT) {
    const { startOtel } = await import("./otel");
    setObserver(startOtel(OTEL_METRIC_EXPORT_INTERVAL));
  }
}

/** What a page, an action or a route threw and nothing of ours caught. */
export function logRequestError(error: unknown, { method, path }: { method: string; path: string }): void {
  if (isDatabaseUnavailable(error)) mayWorkIn(RETRY_AFTER_SECONDS);
  const asked = `${method} ${path.split("?")[0]}`;
  if (isUnreadableForm()) logRefusal({ code: "invalid_request" }, asked);
  else if (isClientGone(error)) log.info(CLIENT_GONE, { asked });
  else log.error(`${asked} failed`, { error });
}
