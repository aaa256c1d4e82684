import { z } from "zod";

// Forms that several settings have. Their arguments say in words what is allowed.

export const text = z.string().trim();
export const matching = (pattern: RegExp, allowed: string) => z.string(allowed).trim().regex(pattern, allowed);
export const wholeNumber = (allowed: string, min: number, max: number) =>
  text
    .regex(/^\d+$/, allowed)
    .transform(Number)
    .refine((n) => n >= min && n <= max, allowed);
export const daysOrNone = (allowed: string, min: number, max: number) =>
  text
    .transform((value) => (/^(none)?$/i.test(value) ? null : value))
    .pipe(z.union([z.null(), wholeNumber(allowed, min, max)], allowed));
export const trueOrFalse = text
  .toLowerCase()
  .pipe(z.enum(["true", "false"], "true or false"))
  .transform((value) => value === "true");
export const origin = (allowed: string) =>
  text
    .refine(
      (value) => /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value.replace(/\/$/, ""),
      allowed,
    )
    .transform((value) => new URL(value).origin);
export const address = (allowed: string) =>
  text
    .refine((value) => /^https?:\/\/[^/]/.test(value) && URL.canParse(value) && !/[?#]/.test(value), allowed)
    .transform((value) => value.replace(/\/$/, ""));
