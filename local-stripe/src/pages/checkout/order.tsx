/** @jsxImportSource hono/jsx */
// What is bought, and what it costs today and later. The quantities that may be changed belong to the payment form.
import type { FC } from "hono/jsx";
import { Field, type FieldErrors } from "../fields.tsx";
import type { CheckoutView } from "./view.ts";

export const Terms: FC<{ view: CheckoutView }> = ({ view }) => {
  const { session, lines, trial, anchor, renewal, dueToday, discount, taxes, say } = view;
  return (
    <>
      <p class="lead">
        {trial ? (
          <>
            <strong>{say(`${days(trial.days)} free`)}</strong>
            <span>{say(`Then ${renewal}, from ${trial.ends}`)}</span>
          </>
        ) : anchor ? (
          <>
            <strong>{say(anchor.free ? `Free until ${anchor.on}` : `${dueToday} until ${anchor.on}`)}</strong>
            <span>{say(`Then ${renewal}`)}</span>
          </>
        ) : (
          <strong>{session.mode === "payment" ? dueToday : renewal}</strong>
        )}
      </p>
      <dl class="sums">
        {lines.map(({ name, description, quantity, terms }) => (
          <div>
            <dt>
              {name}
              {quantity > 1 && <span class="faint"> × {quantity}</span>}
              {description && <span class="faint small">{description}</span>}
            </dt>
            <dd>{terms}</dd>
          </div>
        ))}
        {discount && (
          <div>
            <dt>
              {discount.name}
              <span class="faint small">{discount.terms}</span>
            </dt>
            <dd>{discount.amount}</dd>
          </div>
        )}
        {taxes.map(({ name, amount }) => (
          <div>
            <dt>{say(name)}</dt>
            <dd>{say(amount)}</dd>
          </div>
        ))}
        <div class="total">
          <dt>{say("Total due today")}</dt>
          <dd>{dueToday}</dd>
        </div>
      </dl>
      {session.managed_payments?.enabled && (
        <p class="small faint">{say("Sold by Stripe, which also handles tax and refunds (Managed Payments).")}</p>
      )}
      {session.adaptive_pricing?.enabled && (
        <p class="small faint">
          {say(
            `Stripe may offer to pay in your own currency here (Adaptive Pricing). Local Stripe charges ${session.currency?.toUpperCase()}.`,
          )}
        </p>
      )}
    </>
  );
};

export function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}

/** Quantities, and what may be added or taken away again. */
export const OrderFields: FC<{
  view: CheckoutView;
  typed: Map<string, string> | undefined;
  errors: FieldErrors;
  focus: string | undefined;
}> = ({ view: { lines, offers, say }, typed, errors, focus }) => {
  const adjustable = lines.filter(({ bounds }) => bounds);
  const added = lines.filter(({ optional }) => optional !== undefined);
  if (adjustable.length + added.length + offers.length === 0) return null;
  return (
    <fieldset class="fields">
      <legend>{say("Your order")}</legend>
      {adjustable.map(({ id, name, quantity, bounds }) => (
        <Field
          label={say(lines.length === 1 ? "Quantity" : `Quantity of ${name}`)}
          name={`quantity[${id}]`}
          type="number"
          value={typed?.get(id) ?? String(quantity)}
          error={errors[`quantity[${id}]`]}
          autofocus={focus === `quantity[${id}]`}
          min={bounds?.min ?? 0}
          max={bounds?.max ?? 0}
        />
      ))}
      {adjustable.length > 0 && (
        <button class="quiet" name="do" value="quantities">
          {say(adjustable.length === 1 ? "Update quantity" : "Update quantities")}
        </button>
      )}
      {offers.map(({ index, name, terms }) => (
        <div class="with-button">
          <p>
            {name} <span class="faint">{terms}</span>
          </p>
          <button class="quiet" name="do" value={`add-item:${index}`} aria-label={say(`Add ${name}`)}>
            {say("Add")}
          </button>
        </div>
      ))}
      {added.map(({ optional, name }) => (
        <div class="with-button">
          <p>{name}</p>
          <button class="quiet" name="do" value={`remove-item:${optional}`} aria-label={say(`Remove ${name}`)}>
            {say("Remove")}
          </button>
        </div>
      ))}
    </fieldset>
  );
};
