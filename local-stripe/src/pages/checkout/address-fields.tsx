/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import type { CollectedAddress } from "../../billing/checkout/collected.ts";
import { countryNames } from "../../conventions/countries.ts";
import { Field, SelectField, type FieldErrors } from "../fields.tsx";
import type { Language, Say } from "../words.ts";

interface AddressForm {
  errors: FieldErrors;
  focus: string | undefined;
  say: Say;
  language: Language;
  at: string;
  address: CollectedAddress;
  codes?: string[];
  kind: "billing" | "shipping";
  short?: boolean;
  required?: boolean;
}

export const AddressFields: FC<AddressForm> = ({
  errors,
  focus,
  say,
  language,
  at,
  address,
  codes,
  kind,
  short = false,
  required: asked = true,
}) => {
  const field = (part: keyof CollectedAddress, label: string, autocomplete: string, required = true) => (
    <Field
      label={say(label)}
      name={`${at}[${part}]`}
      value={address[part]}
      error={errors[`${at}[${part}]`]}
      required={required}
      autofocus={focus === `${at}[${part}]`}
      autocomplete={`${kind} ${autocomplete}`}
      maxlength={200}
    />
  );
  return (
    <>
      <SelectField
        label={say("Country or region")}
        name={`${at}[country]`}
        value={address.country ?? ""}
        options={countryNames(language, codes).map(({ code, name }) => ({ value: code, label: name }))}
        empty={say("Choose…")}
        error={errors[`${at}[country]`]}
        required={asked}
        autofocus={focus === `${at}[country]`}
        autocomplete={`${kind} country`}
      />
      {!short && field("line1", "Address line 1", "address-line1")}
      {!short && field("line2", "Address line 2", "address-line2", false)}
      {field("postal_code", "Postal code", "postal-code", false)}
      {!short && field("city", "City", "address-level2")}
      {!short && field("state", "State or province", "address-level1", false)}
    </>
  );
};
