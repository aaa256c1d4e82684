/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import { CardFields } from "../card-fields.tsx";
import type { TypedCard } from "../card-input.ts";
import { DebitFields, MethodChoice } from "../debit-fields.tsx";
import type { TypedDebit } from "../debit-input.ts";
import { Field, Problem, type FieldErrors } from "../fields.tsx";
import { Layout, ReturnLink, type Html } from "../layout.tsx";
import { PromotionField } from "./promotion.tsx";
import type { CheckoutView } from "./view.ts";

export interface CheckoutForm {
  email: string;
  card: TypedCard;
  /** Where the session takes both and an account was chosen. */
  debit?: TypedDebit | undefined;
  /** A promotion code that is not applied (yet). */
  promotion?: string;
  errors: FieldErrors;
  /** Why the whole form did not go through, such as a declined card. */
  problem?: string | undefined;
}

export function emptyForm({ session }: CheckoutView): CheckoutForm {
  return { email: "", card: { number: "", expiry: "", name: session.customer_details?.name ?? "" }, errors: {} };
}

export function checkoutPage(view: CheckoutView, form: CheckoutForm): Html {
  const title = view.session.mode === "setup" ? "Save a card" : headline(view);
  return (
    <Layout title={title} wide>
      <div class="split">
        <section class="summary" aria-label="Your order">
          <ReturnLink to={view.session.cancel_url} text="Back to" />
          <h1>{title}</h1>
          {view.session.mode === "subscription" && <Terms view={view} />}
        </section>
        <section aria-label="Payment details">
          <PaymentForm view={view} form={form} />
        </section>
      </div>
    </Layout>
  );
}

function headline({ lines, trial }: CheckoutView): string {
  const names = lines.map(({ name }) => name).join(" and ");
  return trial ? `Try ${names}` : `Subscribe to ${names}`;
}

const Terms: FC<{ view: CheckoutView }> = ({
  view: { session, lines, trial, anchor, renewal, dueToday, discount },
}) => (
  <>
    <p class="lead">
      {trial ? (
        <>
          <strong>{days(trial.days)} free</strong>
          <span>
            Then {renewal}, from {trial.ends}
          </span>
        </>
      ) : anchor ? (
        <>
          <strong>{anchor.free ? `Free until ${anchor.on}` : `${dueToday} until ${anchor.on}`}</strong>
          <span>Then {renewal}</span>
        </>
      ) : (
        <strong>{renewal}</strong>
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
      <div class="total">
        <dt>Total due today</dt>
        <dd>{dueToday}</dd>
      </div>
    </dl>
    {session.managed_payments?.enabled && (
      <p class="small faint">Sold by Stripe, which also handles tax and refunds (Managed Payments).</p>
    )}
    {session.adaptive_pricing?.enabled && (
      <p class="small faint">
        Stripe may offer to pay in your own currency here (Adaptive Pricing). Local Stripe charges{" "}
        {session.currency?.toUpperCase()}.
      </p>
    )}
  </>
);

const PaymentForm: FC<{ view: CheckoutView; form: CheckoutForm }> = ({
  view,
  form: { email, card, debit, promotion = "", errors, problem },
}) => {
  const focus = ["promotion", "email", "number", "expiry", "cvc", "name", "iban", "account_name"].find(
    (name) => errors[name],
  );
  const known = view.email !== null;
  const takesCode = view.session.allow_promotion_codes === true;
  return (
    // Named, because after a failed challenge the page is shown at the challenge's address
    <form method="post" action={`/c/pay/${view.session.id}`} novalidate>
      {/* What Enter presses, from any field: not the button of the promotion code */}
      <button hidden tabindex={-1} />
      <h2>
        {!view.needsCard
          ? "Your details"
          : view.methods.length > 1
            ? "Payment method"
            : view.methods[0] === "card"
              ? "Pay with card"
              : "Pay by SEPA Direct Debit"}
      </h2>
      <Problem text={problem} />
      <Field
        label="Email"
        name="email"
        type="email"
        value={view.email ?? email}
        readonly={known}
        error={errors.email}
        autofocus={focus === "email"}
        autocomplete="email"
        maxlength={512}
      />
      {view.needsCard && view.methods.length > 1 && <MethodChoice chosen={debit ? "sepa_debit" : "card"} />}
      {view.needsCard && view.methods.includes("card") && <CardFields typed={card} errors={errors} focus={focus} />}
      {view.needsCard && view.methods.includes("sepa_debit") && (
        <DebitFields typed={debit} errors={errors} focus={focus} />
      )}
      {takesCode && (
        <PromotionField
          applied={view.discount}
          typed={promotion}
          error={errors.promotion}
          focus={focus === "promotion"}
        />
      )}
      <button>{view.session.mode === "setup" ? "Save card" : view.trial ? "Start trial" : "Subscribe"}</button>
      <p class="small faint">{renewalTerms(view)}</p>
    </form>
  );
};

function renewalTerms({ session, trial, anchor, renewal, dueToday }: CheckoutView): string {
  if (session.mode === "setup") return "The card is saved for later payments. Nothing is charged now.";
  if (anchor)
    return anchor.free
      ? `Nothing is charged today. On ${anchor.on} the subscription renews at ${renewal}, and so on until you cancel.`
      : `${dueToday} is charged today for the time until ${anchor.on}. Then the subscription renews at ${renewal} until you cancel.`;
  return trial
    ? `After the trial, from ${trial.ends}, the subscription renews at ${renewal} until you cancel. Cancel before then and nothing is charged.`
    : `The subscription renews at ${renewal} until you cancel, which you can do at any time.`;
}

function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}
