/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import type { TypedDebit } from "./debit-input.ts";
import { Field, type FieldErrors } from "./fields.tsx";

const METHODS = [
  ["card", "Card"],
  ["sepa_debit", "SEPA Direct Debit"],
];

export const MethodChoice: FC<{ chosen: string }> = ({ chosen }) => (
  <fieldset class="methods">
    <legend>Payment method</legend>
    {METHODS.map(([value, text]) => (
      <label for={`method-${value}`}>
        <input type="radio" name="method" id={`method-${value}`} value={value} checked={value === chosen} /> {text}
      </label>
    ))}
  </fieldset>
);

const TEST_ACCOUNTS = [
  ["DE89 3704 0044 0532 0130 00", "succeeds after some seconds"],
  ["DE08 3704 0044 0532 0130 03", "succeeds after three minutes"],
  ["DE62 3704 0044 0532 0130 01", "fails after some seconds"],
  ["DE78 3704 0044 0532 0130 04", "fails after three minutes"],
];

export const DebitFields: FC<{ typed: TypedDebit | undefined; errors: FieldErrors; focus: string | undefined }> = ({
  typed,
  errors,
  focus,
}) => (
  <fieldset class="debit">
    <legend>SEPA Direct Debit</legend>
    <Field
      label="IBAN"
      name="iban"
      value={typed?.iban ?? ""}
      error={errors.iban}
      autofocus={focus === "iban"}
      autocomplete="off"
      placeholder="DE00 0000 0000 0000 0000 00"
      maxlength={42}
    />
    <Field
      label="Name on account"
      name="account_name"
      value={typed?.account_name ?? ""}
      error={errors.account_name}
      autofocus={focus === "account_name"}
      autocomplete="name"
      maxlength={256}
    />
    <p class="small faint">
      With this you let the shop collect what the subscription costs from the account, now and at each renewal. A bank
      takes some days to say whether it pays.
    </p>
    <details>
      <summary>Test accounts</summary>
      <ul>
        {TEST_ACCOUNTS.map(([iban, what]) => (
          <li>
            <code>{iban}</code> {what}
          </li>
        ))}
      </ul>
    </details>
  </fieldset>
);
