// Metadata: keys are set one by one, an empty value deletes one key, an empty `metadata` deletes all.
import { invalid } from "./errors.ts";
import type { Param } from "./params.ts";

export type Metadata = Record<string, string>;
/** `null` clears everything; a null value deletes its key. */
export type MetadataChange = Record<string, string | null> | null;

const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 40;
const MAX_VALUE_LENGTH = 500;

export function metadata(): Param<MetadataChange> {
  return {
    parse(raw, name) {
      if (raw === "") return null;
      if (typeof raw !== "object" || Array.isArray(raw)) throw invalid("Invalid object", name);
      return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, entry(key, value, name)]));
    },
  };
}

function entry(key: string, value: unknown, name: string): string | null {
  const param = `${name}[${key}]`;
  if (typeof value !== "string")
    throw invalid(`Metadata values must be strings, but for key ${key} you passed in a value of type hash`, param);
  if (key.length > MAX_KEY_LENGTH)
    throw invalid(
      `Metadata keys can be up to ${MAX_KEY_LENGTH} characters in length, but you passed in a key of length ${key.length}: ${key}`,
      name,
    );
  if (value.length > MAX_VALUE_LENGTH)
    throw invalid(
      `Metadata values can have up to ${MAX_VALUE_LENGTH} characters, but you passed in a value that is ${value.length} characters. Invalid value: ${value}`,
      name,
    );
  return value === "" ? null : value;
}

export function changeMetadata(before: Metadata, change: MetadataChange | undefined): Metadata {
  if (change === undefined) return before;
  if (change === null) return {};
  const after: Record<string, string | null> = { ...before, ...change };
  const kept = Object.entries(after).filter((pair): pair is [string, string] => pair[1] !== null);
  if (kept.length > MAX_KEYS) throw invalid(`You can only have up to ${MAX_KEYS} metadata keys.`, "metadata");
  return Object.fromEntries(kept);
}
