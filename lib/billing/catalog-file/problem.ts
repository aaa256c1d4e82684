/** Where in a file of billing/, and what is wrong there. */
export type Problem = { path: PropertyKey[]; why: string };

/** What a file says in braces. */
export type Given = Readonly<Record<string, unknown>>;

export const isGiven = (value: unknown): value is Given =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `plans.pro.features[1]` */
export const placeOf = ({ path }: Problem): string =>
  path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`))
    .join("") || "the file";

export const problemLine = (problem: Problem): string => `${placeOf(problem)} ${problem.why}`;
