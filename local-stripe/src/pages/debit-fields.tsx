/** @jsxImportSource hono/jsx */
import type { FC, PropsWithChildren } from "hono/jsx";
import type { TypedDebit } from "./debit-input.ts";
import { Field, type FieldErrors } from "./fields.tsx";
import type { Say } from "./words.ts";

const METHODS: [string, string][] = [
  ["card", "Card"],
  ["sepa_debit", "SEPA Direct Debit"],
];

export const MethodChoice: FC<{ chosen: string; say?: Say }> = ({ chosen, say = (english) => english }) => (
  <fieldset class="methods">
    <legend>{say("Payment method")}</legend>
    {METHODS.map(([value, text]) => (
      <label for={`method-${value}`}>
        <input type="radio" name="method" id={`method-${value}`} value={value} checked={value === chosen} /> {say(text)}
      </label>
    ))}
  </fieldset>
);

const TEST_ACCOUNTS: [string, string][] = [
  ["DE89 3704 0044 0532 0130 00", "succeeds after some seconds"],
  ["DE08 3704 0044 0532 0130 03", "succeeds after three minutes"],
  ["DE62 3704 0044 0532 0130 01", "fails after some seconds"],
  ["DE78 3704 0044 0532 0130 04", "fails after three minutes"],
];

const MANDATE =
  "With this you let the shop collect what the subscription costs from the account, now and at each renewal. The bank needs a few days to confirm the payment.";
/** Where nothing is bought yet. */
export const LATER_MANDATE = "With this you let the shop collect later payments from the account.";

export const DebitFields: FC<
  PropsWithChildren<{
    typed: TypedDebit | undefined;
    errors: FieldErrors;
    focus: string | undefined;
    /** What the owner of the account agrees to. */
    mandate?: string;
    say?: Say;
  }>
> = ({ typed, errors, focus, mandate = MANDATE, say = (english) => english, children }) => (
  <fieldset class="debit">
    <legend>{say("SEPA Direct Debit")}</legend>
    <Field
      label={say("IBAN")}
      name="iban"
      value={typed?.iban ?? ""}
      error={errors.iban}
      autofocus={focus === "iban"}
      autocomplete="off"
      placeholder="DE00 0000 0000 0000 0000 00"
      maxlength={42}
    />
    <Field
      label={say("Name on account")}
      name="account_name"
      value={typed?.account_name ?? ""}
      error={errors.account_name}
      autofocus={focus === "account_name"}
      autocomplete="name"
      maxlength={256}
    />
    {children}
    <p class="small faint">{say(mandate)}</p>
    <details>
      <summary>{say("Test accounts")}</summary>
      <ul>
        {TEST_ACCOUNTS.map(([iban, what]) => (
          <li>
            <code>{iban}</code> {say(what)}
          </li>
        ))}
      </ul>
    </details>
  </fieldset>
);
