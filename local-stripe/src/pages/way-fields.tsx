/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import { CardFields } from "./card-fields.tsx";
import { DebitFields, MethodChoice } from "./debit-fields.tsx";
import { Field } from "./fields.tsx";
import type { WayForm, Ways } from "./ways.ts";
import { cardName } from "./wording.ts";

const FIELDS = ["number", "expiry", "cvc", "name", "iban", "account_name", "debit_email"];

/** @param mandate what the owner of an account agrees to */
export const WayFields: FC<{ ways: Ways; form: WayForm; mandate: string }> = ({ ways, form, mandate }) => {
  const { card, debit, errors } = form;
  const focus = FIELDS.find((name) => errors[name]);
  return (
    <>
      <SavedChoice ways={ways} form={form} />
      {ways.debit && <MethodChoice chosen={debit ? "sepa_debit" : "card"} />}
      <CardFields typed={card} errors={errors} focus={focus} />
      {ways.debit && (
        <DebitFields typed={debit} errors={errors} focus={focus} mandate={mandate}>
          {ways.email === null && (
            <Field
              label="Email"
              name="debit_email"
              type="email"
              value={debit?.email ?? ""}
              error={errors.debit_email}
              autofocus={focus === "debit_email"}
              autocomplete="email"
              maxlength={512}
            />
          )}
        </DebitFields>
      )}
    </>
  );
};

const SavedChoice: FC<{ ways: Ways; form: WayForm }> = ({ ways: { saved }, form }) => {
  const [first] = saved;
  if (!first) return null;
  const isNew = form.debit !== undefined || form.card.number !== "" || Object.values(form.errors).some(Boolean);
  const current = form.saved ?? (isNew ? "new" : first.id);
  const choices = [...saved.map((method) => [method.id, cardName(method)] as const), ["new", "Another payment method"]];
  return (
    <fieldset class="saved">
      <legend>Pay with</legend>
      {choices.map(([id, name]) => (
        <label class="check" for={`saved-${id}`}>
          <input type="radio" name="saved" id={`saved-${id}`} value={id} checked={id === current} /> <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
};
