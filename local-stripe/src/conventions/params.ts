// A small language for the parameters of an endpoint. What is not declared is refused, as Stripe refuses it,
// and a handler receives exactly the types it declared. Wordings: Stripe's, as quoted by crvouga/mockingbird.
import { invalid } from "./errors.ts";
import { own } from "./own.ts";

/** What a form body or query is made of before it is understood. */
export type Raw = string | Raw[] | { [key: string]: Raw };

export interface Param<T> {
  parse(raw: Raw, name: string): T;
  /** Of a hash, or of each hash in an array. */
  fields?: Fields | undefined;
}
export interface RequiredParam<T> extends Param<T> {
  required: true;
}
export type Fields = Record<string, Param<unknown>>;
type RequiredKeys<F extends Fields> = { [K in keyof F]: F[K] extends RequiredParam<unknown> ? K : never }[keyof F];
type ParsedAs<P> = P extends Param<infer T> ? T : never;
export type Parsed<F extends Fields> = Flat<
  { [K in RequiredKeys<F>]: ParsedAs<F[K]> } & { [K in Exclude<keyof F, RequiredKeys<F>>]?: ParsedAs<F[K]> }
>;
type Flat<T> = { [K in keyof T]: T[K] };

export function parseFields<F extends Fields>(fields: F, raw: Record<string, Raw>, prefix = ""): Parsed<F> {
  const nameOf = (key: string) => (prefix ? `${prefix}[${key}]` : key);
  const unknown = Object.keys(raw)
    .filter((key) => !Object.hasOwn(fields, key))
    .map(nameOf);
  if (unknown.length > 0) {
    throw invalid(
      `Received unknown parameter${unknown.length > 1 ? "s" : ""}: ${unknown.join(", ")}`,
      unknown[0],
      "parameter_unknown",
    );
  }
  const parsed: Record<string, unknown> = {};
  for (const [key, param] of Object.entries(fields)) {
    const value = own(raw, key);
    if (value !== undefined) parsed[key] = param.parse(value, nameOf(key));
    else if ("required" in param)
      throw invalid(`Missing required param: ${nameOf(key)}.`, nameOf(key), "parameter_missing");
  }
  return parsed as Parsed<F>;
}

export function required<T>(param: Param<T>): RequiredParam<T> {
  return { ...param, required: true };
}

/** An empty value unsets the field. It reaches the handler as null. */
export function clearable<T>(param: Param<T>): Param<T | null> {
  return { fields: param.fields, parse: (raw, name) => (raw === "" ? null : param.parse(raw, name)) };
}

function scalar<T>(understand: (text: string, name: string) => T): Param<T> {
  return {
    parse(raw, name) {
      if (typeof raw !== "string")
        throw invalid(
          Array.isArray(raw) ? "Invalid string: an array was given" : `Invalid string: ${JSON.stringify(raw)}`,
          name,
        );
      if (raw === "") {
        throw invalid(
          `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however '${name}' cannot be unset. You should remove '${name}' from your request or supply a non-empty value.`,
          name,
          "parameter_invalid_empty",
        );
      }
      return understand(raw, name);
    },
  };
}

export function string(limits: { max?: number } = {}): Param<string> {
  const max = limits.max ?? 5000;
  return scalar((text, name) => {
    if (text.length > max)
      throw invalid(
        `Invalid string: ${text.slice(0, 16)}...${text.slice(-16)}; must be at most ${max} characters`,
        name,
      );
    return text;
  });
}

export function integer(limits: { min?: number; max?: number } = {}): Param<number> {
  return scalar((text, name) => {
    if (!/^-?\d{1,15}$/.test(text)) throw invalid(`Invalid integer: ${text}`, name, "parameter_invalid_integer");
    const value = Number(text);
    if (limits.min !== undefined && value < limits.min)
      throw invalid(`This value must be greater than or equal to ${limits.min}.`, name, "parameter_invalid_integer");
    if (limits.max !== undefined && value > limits.max)
      throw invalid(
        `This value must be less than or equal to ${limits.max} (it currently is '${text}').`,
        name,
        "parameter_invalid_integer",
      );
    return value;
  });
}

export const timestamp = () => integer({ min: 0 });

/** An amount with up to 12 decimal places, kept as text. A float would change it. */
export function decimal(): Param<string> {
  return scalar((text, name) => {
    if (!/^-?\d{1,15}(\.\d{1,12})?$/.test(text))
      throw invalid(`Invalid decimal: ${text}`, name, "parameter_invalid_string");
    return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
  });
}

/** Also as Python writes them, which Stripe's library for it sent until 12.0.1. */
export function boolean(): Param<boolean> {
  return scalar((text, name) => {
    if (!/^(true|false)$/i.test(text)) throw invalid(`Invalid boolean: ${text}`, name);
    return text.toLowerCase() === "true";
  });
}

export function oneOf<const T extends string>(...allowed: T[]): Param<T> {
  return scalar((text, name) => {
    const found = allowed.find((option) => option === text);
    if (found === undefined) {
      const last = allowed.length > 1 ? `${allowed.slice(0, -1).join(", ")}, or ${allowed.at(-1)}` : allowed[0];
      throw invalid(`Invalid ${name}: must be one of ${last}`, name);
    }
    return found;
  });
}

export function either<A, B>(first: Param<A>, second: Param<B>): Param<A | B> {
  return {
    fields: first.fields ?? second.fields,
    parse(raw, name) {
      try {
        return first.parse(raw, name);
      } catch {
        return second.parse(raw, name);
      }
    },
  };
}

export function url(): Param<string> {
  return scalar((text, name) => {
    // A session's URLs carry {CHECKOUT_SESSION_ID}, which URL parsers accept
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    if (!parsed || !/^https?:$/.test(parsed.protocol)) throw invalid("Not a valid URL", name, "url_invalid");
    return text;
  });
}

export function array<T>(element: Param<T>, limits: { max?: number } = {}): Param<T[]> {
  return {
    fields: element.fields,
    parse(raw, name) {
      // qs makes an object of an array with gaps or with more elements than its limit
      const list = Array.isArray(raw)
        ? raw
        : typeof raw === "object" && Object.keys(raw).every((key) => /^\d+$/.test(key))
          ? Object.values(raw)
          : undefined;
      if (!list) throw invalid("Invalid array", name);
      if (limits.max !== undefined && list.length > limits.max)
        throw invalid(`Array ${name} exceeded maximum ${limits.max} allowed elements.`, name);
      return list.map((item, index) => element.parse(item, `${name}[${index}]`));
    },
  };
}

export function object<F extends Fields>(fields: F): Param<Parsed<F>> {
  return {
    fields,
    parse(raw, name) {
      if (typeof raw !== "object" || Array.isArray(raw)) throw invalid("Invalid object", name);
      return parseFields(fields, raw, name);
    },
  };
}

/** Names that the caller chooses, such as currencies. */
export function dictionary<T>(value: Param<T>): Param<Record<string, T>> {
  return {
    parse(raw, name) {
      if (typeof raw !== "object" || Array.isArray(raw)) throw invalid("Invalid object", name);
      return Object.fromEntries(Object.entries(raw).map(([key, item]) => [key, value.parse(item, `${name}[${key}]`)]));
    },
  };
}
