/** @jsxImportSource hono/jsx */
// The questions of a checkout page beside the way to pay: names, addresses, tax ids, the shop's own fields, consent.
import type { FC } from "hono/jsx";
import type { Collected } from "../../billing/checkout/collected.ts";
import type { Questions } from "../../billing/checkout/questions.ts";
import { TAX_ID_TYPES } from "../../billing/tax/tax-id-types.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import { CheckField, Field, SelectField, type FieldErrors } from "../fields.tsx";
import type { Language, Say } from "../words.ts";
import { AddressFields } from "./address-fields.tsx";
import { CustomText } from "./custom-text.tsx";

export interface Asked {
  questions: Questions;
  answers: Collected;
  errors: FieldErrors;
  focus: string | undefined;
  say: Say;
  language: Language;
}

export const ContactQuestions: FC<Asked> = ({ questions, answers, errors, focus, say }) => (
  <>
    {questions.individual_name && (
      <Field
        label={say("Full name")}
        name="individual_name"
        value={answers.individual_name}
        error={errors.individual_name}
        required={questions.individual_name === "required"}
        autofocus={focus === "individual_name"}
        autocomplete="name"
        maxlength={150}
      />
    )}
    {questions.phone && (
      <Field
        label={say("Phone number")}
        name="phone"
        type="tel"
        value={answers.phone}
        error={errors.phone}
        autofocus={focus === "phone"}
        autocomplete="tel"
        maxlength={25}
      />
    )}
  </>
);

export const ShippingQuestions: FC<Asked & { text: string | undefined }> = ({ text, ...asked }) => {
  const { questions, answers, errors, focus, say } = asked;
  if (!questions.shipping) return null;
  return (
    <fieldset class="fields">
      <legend>{say("Shipping address")}</legend>
      <CustomText text={text} />
      <Field
        label={say("Recipient")}
        name="shipping[name]"
        value={answers.shipping?.name}
        error={errors["shipping[name]"]}
        autofocus={focus === "shipping[name]"}
        autocomplete="shipping name"
        maxlength={150}
      />
      <AddressFields
        {...asked}
        at="shipping[address]"
        address={answers.shipping?.address ?? {}}
        codes={questions.shipping}
        kind="shipping"
      />
    </fieldset>
  );
};

export const BillingQuestions: FC<Asked> = (asked) => {
  const { questions, answers, errors, focus, say } = asked;
  return (
    <>
      {questions.billing && (
        <fieldset class="fields">
          <legend>{say("Billing address")}</legend>
          <AddressFields
            {...asked}
            at="address"
            address={answers.address ?? {}}
            kind="billing"
            short={questions.billing !== "full"}
            required={questions.billing !== "optional"}
          />
        </fieldset>
      )}
      {questions.business_name && (
        <Field
          label={say(
            questions.tax_id && questions.business_name === "optional"
              ? "Business name, with a tax ID"
              : "Business name",
          )}
          name="business_name"
          value={answers.business_name}
          error={errors.business_name}
          required={questions.business_name === "required"}
          autofocus={focus === "business_name"}
          autocomplete="organization"
          maxlength={150}
        />
      )}
      {questions.tax_id && (
        <fieldset class="fields">
          <legend>{say("Tax ID")}</legend>
          <SelectField
            label={say("Type of tax ID")}
            name="tax_id[type]"
            value={answers.tax_id?.type ?? ""}
            options={TAX_ID_TYPES.map((type) => ({ value: type, label: taxIdName(type) }))}
            empty={say("None")}
            error={errors["tax_id[type]"]}
            required={false}
            autofocus={focus === "tax_id[type]"}
          />
          <Field
            label={say("Tax ID number")}
            name="tax_id[value]"
            value={answers.tax_id?.value}
            error={errors["tax_id[value]"]}
            required={false}
            autofocus={focus === "tax_id[value]"}
            autocomplete="off"
            maxlength={100}
          />
        </fieldset>
      )}
    </>
  );
};

/** `ca_gst_hst` is "CA GST HST". */
function taxIdName(type: string): string {
  return type.toUpperCase().replaceAll("_", " ");
}

export const CustomFieldQuestions: FC<Asked> = ({ questions, answers, errors, focus, say }) => (
  <>
    {questions.custom_fields.map((field) => {
      const name = `custom_fields[${field.key}]`;
      const common = {
        label: field.optional
          ? say(`${field.label.custom ?? field.key} (optional)`)
          : (field.label.custom ?? field.key),
        name,
        value: answers.custom_fields?.[field.key] ?? defaultOf(field) ?? "",
        error: errors[name],
        required: !field.optional,
        autofocus: focus === name,
      };
      return field.dropdown ? (
        <SelectField {...common} options={field.dropdown.options} empty={say("Choose…")} />
      ) : (
        <Field
          {...common}
          autocomplete="off"
          maxlength={field.text?.maximum_length ?? field.numeric?.maximum_length ?? 255}
          {...(field.numeric && { inputmode: "numeric" as const })}
        />
      );
    })}
  </>
);

function defaultOf({ dropdown, numeric, text }: CheckoutSession["custom_fields"][number]) {
  return (dropdown ?? numeric ?? text)?.default_value;
}

export const ConsentQuestions: FC<Asked & { text: string | undefined; terms: string | null }> = ({
  questions,
  answers,
  errors,
  focus,
  say,
  text,
  terms,
}) => (
  <>
    {questions.promotions && (
      <CheckField
        name="consent[promotions]"
        checked={answers.consent?.promotions === "opt_in"}
        error={undefined}
        required={false}
        autofocus={false}
      >
        {say("Send me news and offers by email.")}
      </CheckField>
    )}
    {questions.terms && (
      <CheckField
        name="consent[terms_of_service]"
        checked={answers.consent?.terms_of_service === "accepted"}
        error={errors["consent[terms_of_service]"]}
        required
        autofocus={focus === "consent[terms_of_service]"}
      >
        <CustomText inline text={text ?? say(`I agree to the [terms of service](${terms ?? "#"}).`)} />
      </CheckField>
    )}
  </>
);
