import { own } from "@/lib/own";

/** Fills plain `{names}` into a message, which is all that the browser needs of ICU's notation. */
export const fill = (sentence: string, values: Record<string, string>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => own(values, name) ?? whole);
