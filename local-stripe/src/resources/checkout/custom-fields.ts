// The fields that a shop adds to its checkout page: how they are checked, and how a session shows them.
import { invalid } from "../../conventions/errors.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import type { SessionParams } from "./checkout-session-params.ts";

type Given = NonNullable<SessionParams["custom_fields"]>[number];
type Field = CheckoutSession["custom_fields"][number];

export function checkCustomFields(fields: Given[]): void {
  const keys = new Set<string>();
  for (const [index, field] of fields.entries()) {
    const at = (name: string) => `custom_fields[${index}]${name}`;
    // Underscores are taken (recorded); the wording is unverified
    if (!/^\w+$/.test(field.key)) throw invalid("`key` must be alphanumeric.", at("[key]"));
    if (keys.has(field.key)) throw invalid("Each custom field must have a unique `key`.", at("[key]"));
    keys.add(field.key);
    for (const type of ["dropdown", "numeric", "text"] as const)
      if (field[type] && field.type !== type)
        throw invalid(`\`${type}\` can only be set when \`type\` is \`${type}\`.`, at(`[${type}]`));
    if (field.type === "dropdown") checkOptions(field, at);
    else checkLengths(field, at);
  }
}

function checkOptions({ dropdown }: Given, at: (name: string) => string): void {
  if (!dropdown) throw invalid(`Missing required param: ${at("[dropdown]")}.`, at("[dropdown]"), "parameter_missing");
  const values = dropdown.options.map(({ value }) => value);
  if (values.length === 0)
    throw invalid("A dropdown needs at least one option.", at("[dropdown][options]"), "parameter_invalid_empty");
  const wrong = values.findIndex((value, index) => !/^\w+$/.test(value) || values.indexOf(value) !== index);
  if (wrong >= 0) throw invalid("`value` must be alphanumeric and unique.", at(`[dropdown][options][${wrong}][value]`));
  if (dropdown.default_value !== undefined && !values.includes(dropdown.default_value))
    throw invalid("`default_value` must be one of the options.", at("[dropdown][default_value]"));
}

function checkLengths(field: Given, at: (name: string) => string): void {
  const type = field.type;
  if (type === "dropdown") return;
  const { default_value: value, maximum_length: maximum, minimum_length: minimum } = field[type] ?? {};
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    throw invalid("`minimum_length` can't be more than `maximum_length`.", at(`[${type}][minimum_length]`));
  if (value === undefined) return;
  if (type === "numeric" && !/^\d+$/.test(value))
    throw invalid("`default_value` must have digits only.", at(`[${type}][default_value]`));
  if (value.length > (maximum ?? 255) || value.length < (minimum ?? 0))
    throw invalid("`default_value` is shorter or longer than the field takes.", at(`[${type}][default_value]`));
}

export function customField(field: Given): Field {
  const { key, label, optional = false, type } = field;
  const shown = { key, label, optional, type };
  if (type === "dropdown")
    return {
      ...shown,
      dropdown: {
        default_value: field.dropdown?.default_value ?? null,
        options: field.dropdown?.options ?? [],
        value: null,
      },
    };
  const { default_value = null, maximum_length = null, minimum_length = null } = field[type] ?? {};
  return { ...shown, [type]: { default_value, maximum_length, minimum_length, value: null } };
}
