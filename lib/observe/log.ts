import { slot } from "./slots";

export type Level = "info" | "warn" | "error";

/** What belongs to a line besides its sentence. `error` is what was caught. */
export type Fields = { error?: unknown; [name: string]: unknown };

export type LogLine = (level: Level, message: string, fields: Fields) => void;

/**
 * Plain text, for people at a terminal: development and commands. What is expected (`info`) would only be in the way.
 * A server in production writes JSON instead (json-log.ts).
 */
const asText: LogLine = (level, message, { error }) => {
  if (level === "info") return;
  if (error === undefined) console[level](message);
  else console[level](`${message}:`, error);
};

const writer = slot<LogLine>("log");

/** Every line of the product's goes through here. */
const line =
  (level: Level) =>
  (message: string, fields: Fields = {}): void =>
    (writer.get() ?? asText)(level, message, fields);

export const log = {
  /** Expected: a refusal, a start, an end. */
  info: line("info"),
  /** It went wrong outside, and is tried again or left to a person. */
  warn: line("warn"),
  /** A fault, of ours or of what we depend on: somebody should look. */
  error: line("error"),
};

/** @param write undefined: plain text again */
export const setLogWriter = (write: LogLine | undefined): void => writer.set(write);
