import { format } from "node:util";
import pino from "pino";
import { CLIENT_GONE, isClientGone } from "@/lib/exchange";
import { errorFields } from "./error-fields";
import { type LogLine } from "./log";
import { maskSecrets } from "./mask";
import { observer } from "./observer";
import { requestId } from "./request";
import { isUnreadableForm } from "@/lib/server/unreadable-form";

const SHOWN = ["debug", "info", "log", "warn", "error"] as const;

/**
 * One JSON object per line, on standard output, as log collectors read it: `level`, `time` (UTC), `msg`, `request_id`, the
 * trace's ids, the fields of the line, and `error` with type, message, stack and cause.
 */
export function jsonLog(level: string, destination?: pino.DestinationStream): LogLine {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ request_id: requestId(), ...observer()?.ids() }),
      hooks: { streamWrite: maskSecrets },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
  return (severity, message, { error, ...fields }) =>
    logger[severity]({ ...fields, ...(error !== undefined && { error: errorFields(error) }) }, message);
}

/**
 * Next prints an error that has a digest, and hands it to `onRequestError`, where it gets its line. So does what is wrong with
 * a form, without a digest.
 */
const hasLineOfItsOwn = (error: Error): boolean => "digest" in error && typeof error.digest === "string";

/** What libraries print becomes lines of the same kind. */
export function takeOverConsole(write: LogLine): void {
  for (const name of SHOWN)
    console[name] = (...said: unknown[]) => {
      const error = said.find((one) => one instanceof Error);
      if (error && (hasLineOfItsOwn(error) || isUnreadableForm())) return;
      if (error && isClientGone(error)) return write("info", CLIENT_GONE, { source: "console" });
      const level = name === "warn" || name === "error" ? name : "info";
      const rest = said.filter((one) => one !== error);
      write(level, format(...rest) || String(error), { source: "console", ...(error && { error }) });
    };
}
