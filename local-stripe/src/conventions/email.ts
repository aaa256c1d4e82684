import { invalid } from "./errors.ts";
import { string, type Param } from "./params.ts";

export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** The sentence and its code are Stripe's, as quoted by many users. */
export function email(limits: { max: number }): Param<string> {
  return {
    parse(raw, name) {
      const text = string(limits).parse(raw, name);
      if (!isEmail(text)) throw invalid(`Invalid email address: ${text}`, name, "email_invalid");
      return text;
    },
  };
}
