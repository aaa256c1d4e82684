import { z } from "zod";
import { languages } from "@/lib/languages.mjs";
import type { Language } from "@/lib/languages.mjs";

// The kinds of values in the files of billing/. Each says what is allowed, as "must be …".

/** The rest of the sentence that begins with the value's place. */
export const must = (what: string): { error: string } => ({ error: `must be ${what}` });

const quoted = (values: readonly string[]): string => {
  const [last, ...others] = values.map((value) => `"${value}"`).toReversed();
  return others.length > 0 ? `${others.toReversed().join(", ")} or ${last}` : String(last);
};

export const oneOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  z.enum(values, must(quoted(values)));

export const listOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  z.array(oneOf(values), must(`a list of ${quoted(values)}`)).readonly();

export const yes = z.literal(true, must("true, or left out"));

export const text = z.string(must("a text"));

/** Stripe takes no product without a name, and a page has nothing to show. */
export const shownText = text.refine((value) => value.trim() !== "", "must not be empty");

export const whole = (from: number, to: number) => {
  const rule = must(`a whole number from ${from} to ${to}`);
  return z.int(rule).min(from, rule).max(to, rule);
};

export const matching = (form: RegExp, what: string) => z.string(must(what)).regex(form, must(what));

/** An object with these fields and no others, which a misspelled one would be. @param noun "a price" */
export const fields = <S extends z.core.$ZodLooseShape>(noun: string, shape: S) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === "unrecognized_keys"
        ? `is no field of ${noun}, which has ${Object.keys(shape).join(", ")}`
        : `must be ${noun}: { ${Object.keys(shape)[0] ?? ""}: … }`,
  });

/** By names that the file makes up. @param noun of what each is */
export const byName = <T extends z.ZodType>(noun: string, value: T) =>
  z.record(z.string(), value, must(`an object with ${noun} by name`));

/** A text for each language: English, and any of the others. */
export const inLanguages = <T extends z.ZodType>(value: T) => {
  const all = Object.fromEntries(
    languages.map((language) => [language, language === "en" ? value : value.optional()]),
  ) as { en: T } & Record<Exclude<Language, "en">, z.ZodOptional<T>>;
  return all;
};
