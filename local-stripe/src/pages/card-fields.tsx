/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import type { TypedCard } from "./card-input.ts";
import { Field, type FieldErrors } from "./fields.tsx";
import type { Say } from "./words.ts";

const TEST_CARDS: [string, string][] = [
  ["4242 4242 4242 4242", "succeeds"],
  ["4000 0025 0000 3155", "asks for 3D Secure"],
  ["4000 0000 0000 0002", "is declined"],
  ["4000 0000 0000 9995", "has insufficient funds"],
  ["4000 0000 0000 0341", "can be saved, then fails when charged"],
];

/** The card form of the checkout and of the portal. */
export const CardFields: FC<{ typed: TypedCard; errors: FieldErrors; focus: string | undefined; say?: Say }> = ({
  typed,
  errors,
  focus,
  say = (english) => english,
}) => (
  <fieldset class="card">
    <legend>{say("Card")}</legend>
    <Field
      label={say("Card number")}
      name="number"
      value={typed.number}
      error={errors.number}
      autofocus={focus === "number"}
      autocomplete="cc-number"
      inputmode="numeric"
      placeholder="1234 1234 1234 1234"
      maxlength={30}
    />
    <Field
      label={say("MM / YY")}
      name="expiry"
      value={typed.expiry}
      error={errors.expiry}
      autofocus={focus === "expiry"}
      autocomplete="cc-exp"
      inputmode="numeric"
      placeholder="12 / 34"
      maxlength={9}
    />
    <Field
      label={say("CVC")}
      name="cvc"
      value={typed.cvc}
      error={errors.cvc}
      autofocus={focus === "cvc"}
      autocomplete="cc-csc"
      inputmode="numeric"
      placeholder="123"
      maxlength={4}
    />
    <Field
      label={say("Cardholder name")}
      name="name"
      value={typed.name}
      error={errors.name}
      autofocus={focus === "name"}
      autocomplete="cc-name"
      maxlength={256}
    />
    <details>
      <summary>{say("Test cards")}</summary>
      <p>{say("Use any future date and any CVC:")}</p>
      <ul>
        {TEST_CARDS.map(([number, what]) => (
          <li>
            <code>{number}</code> {say(what)}
          </li>
        ))}
      </ul>
    </details>
  </fieldset>
);
