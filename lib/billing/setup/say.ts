import type { Change } from "./change";

/** A change as lines: what will be done, and below it each field with its whole value before and after. */
export function changeLines({ what, fields }: Change): string[] {
  return [
    `  will ${what}`,
    ...fields.map(({ field, before, after }) => `      ${field}: ${shown(before)} → ${shown(after)}`),
  ];
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  const text = typeof value === "string" ? value : Array.isArray(value) ? value.map(part).join("; ") : part(value);
  return text || "—";
}

const part = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
