/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import { CardFields } from "../card-fields.tsx";
import { DebitFields, LATER_MANDATE, MethodChoice } from "../debit-fields.tsx";
import { CheckField, Field, Problem, type FieldErrors } from "../fields.tsx";
import { Layout, ReturnLink, type Html } from "../layout.tsx";
import { CustomText } from "./custom-text.tsx";
import { Framed } from "./framed.tsx";
import { OrderFields, Terms } from "./order.tsx";
import { PromotionField } from "./promotion.tsx";
import {
  BillingQuestions,
  ConsentQuestions,
  ContactQuestions,
  CustomFieldQuestions,
  ShippingQuestions,
  type Asked,
} from "./questions.tsx";
import { SavedMethods } from "./saved-methods.tsx";
import type { CheckoutForm } from "./typed.ts";
import type { CheckoutView } from "./view.ts";

/** What the shop knows of the payer already. */
export function emptyForm({ customer }: CheckoutView): CheckoutForm {
  const { address, phone, name } = customer ?? {};
  return {
    email: "",
    card: { number: "", expiry: "", name: name ?? "" },
    answers: {
      ...(address && { address: known(address) }),
      ...(phone && { phone }),
      ...(customer?.shipping?.address && {
        shipping: { name: customer.shipping.name ?? "", address: known(customer.shipping.address) },
      }),
    },
    errors: {},
  };
}

function known(address: object): Record<string, string> {
  return Object.fromEntries(Object.entries(address).filter((pair): pair is [string, string] => Boolean(pair[1])));
}

export function checkoutPage(view: CheckoutView, form: CheckoutForm): Html {
  const { session, say, language } = view;
  const title = say(session.mode === "setup" ? setupTitle(view) : headline(view));
  return (
    <Layout title={title} wide say={say} language={language}>
      <div class="split">
        <section class="summary" aria-label={say("Your order")}>
          <ReturnLink to={session.cancel_url} text="Back to" say={say} />
          <h1>{title}</h1>
          {session.mode !== "setup" && <Terms view={view} />}
        </section>
        <section aria-label={say("Payment details")}>
          <PaymentForm view={view} form={form} />
        </section>
      </div>
      <Framed session={session} />
    </Layout>
  );
}

function setupTitle({ methods }: CheckoutView): string {
  if (methods.length > 1) return "Save a payment method";
  return methods[0] === "card" ? "Save a card" : "Save a bank account";
}

function headline({ session, lines, trial }: CheckoutView): string {
  // A base and what is used of one product are two lines.
  const names = [...new Set(lines.map(({ name }) => name))].join(" and ");
  if (session.mode === "payment") return `Pay for ${names}`;
  return trial ? `Try ${names}` : `Subscribe to ${names}`;
}

/** The fields in the order in which the page has them: the first with an error gets the keyboard. */
const ORDER = [
  "quantity[",
  "email",
  "individual_name",
  "phone",
  "shipping[",
  "number",
  "expiry",
  "cvc",
  "name",
  "iban",
  "account_name",
  "address[",
  "business_name",
  "tax_id[",
  "custom_fields[",
  "promotion",
  "consent[",
];

function firstWrong(errors: FieldErrors): string | undefined {
  const rank = (name: string) => ORDER.findIndex((one) => (one.endsWith("[") ? name.startsWith(one) : name === one));
  return Object.keys(errors)
    .filter((name) => errors[name])
    .sort((a, b) => rank(a) - rank(b))[0];
}

const PaymentForm: FC<{ view: CheckoutView; form: CheckoutForm }> = ({ view, form }) => {
  const { session, say, needsCard, methods, questions } = view;
  const errors = Object.fromEntries(Object.entries(form.errors).map(([name, text]) => [name, text && say(text)]));
  const focus = firstWrong(form.errors);
  const asked: Asked = { questions, answers: form.answers, errors, focus, say, language: view.language };
  const text = session.custom_text;
  return (
    // Named, because after a failed challenge the page is shown at the challenge's address
    <form method="post" action={view.address} novalidate>
      {/* What Enter presses, from any field: not the button of the promotion code */}
      <button hidden tabindex={-1} />
      <h2>{say(paymentTitle(view))}</h2>
      <Problem text={form.problem && say(form.problem)} />
      {form.notice && (
        <p class="done" role="status">
          {say(form.notice)}
        </p>
      )}
      <OrderFields view={view} typed={form.quantities} errors={errors} focus={focus} />
      <Field
        label={say("Email")}
        name="email"
        type="email"
        value={view.email ?? form.email}
        readonly={view.email !== null}
        error={errors.email}
        autofocus={focus === "email"}
        autocomplete="email"
        maxlength={512}
      />
      <ContactQuestions {...asked} />
      <ShippingQuestions {...asked} text={text.shipping_address?.message} />
      {needsCard && <SavedMethods view={view} chosen={form.saved} fresh={hasNew(form)} />}
      {needsCard && methods.length > 1 && <MethodChoice chosen={form.debit ? "sepa_debit" : "card"} say={say} />}
      {needsCard && methods.includes("card") && (
        <CardFields typed={form.card} errors={errors} focus={focus} say={say} />
      )}
      {needsCard && methods.includes("sepa_debit") && (
        <DebitFields
          typed={form.debit}
          errors={errors}
          focus={focus}
          say={say}
          {...(session.mode === "setup" && { mandate: LATER_MANDATE })}
        />
      )}
      {needsCard && session.saved_payment_method_options?.payment_method_save === "enabled" && (
        <CheckField name="save" checked={form.save ?? false} error={undefined} required={false} autofocus={false}>
          {say("Save my payment details for next time.")}
        </CheckField>
      )}
      <BillingQuestions {...asked} />
      <CustomFieldQuestions {...asked} />
      {session.allow_promotion_codes === true && (
        <PromotionField
          applied={view.discount}
          typed={form.promotion ?? ""}
          error={errors.promotion}
          focus={focus === "promotion"}
          say={say}
        />
      )}
      <ConsentQuestions {...asked} terms={view.terms} text={text.terms_of_service_acceptance?.message} />
      <CustomText text={text.submit?.message} />
      <button>{say(buttonText(view))}</button>
      <p class="small faint">{say(renewalTerms(view))}</p>
      <CustomText text={text.after_submit?.message} />
    </form>
  );
};

function hasNew({ card, debit }: CheckoutForm): boolean {
  return card.number !== "" || debit !== undefined;
}

function paymentTitle({ needsCard, methods }: CheckoutView): string {
  if (!needsCard) return "Your details";
  if (methods.length > 1) return "Payment method";
  return methods[0] === "card" ? "Pay with card" : "Pay by SEPA Direct Debit";
}

const SUBMIT_TYPES: Record<string, string> = { book: "Book", donate: "Donate", pay: "Pay", subscribe: "Subscribe" };

function buttonText({ session, trial, methods }: CheckoutView): string {
  if (session.mode === "setup")
    return methods.length > 1 ? "Save payment method" : methods[0] === "card" ? "Save card" : "Save bank account";
  const said = Object.entries(SUBMIT_TYPES).find(([type]) => type === session.submit_type)?.[1];
  if (session.mode === "payment") return said ?? "Pay";
  return said ?? (trial ? "Start trial" : "Subscribe");
}

function renewalTerms({ session, trial, anchor, renewal, dueToday, methods }: CheckoutView): string {
  if (session.mode === "setup")
    return methods.length === 1 && methods[0] === "card"
      ? "The card is saved for later payments. Nothing is charged now."
      : "It is saved for later payments. Nothing is charged now.";
  if (session.mode === "payment") return `${dueToday} is charged once.`;
  if (anchor)
    return anchor.free
      ? `Nothing is charged today. From ${anchor.on}, the subscription renews at ${renewal} until you cancel.`
      : `${dueToday} is charged today for the time until ${anchor.on}. Then the subscription renews at ${renewal} until you cancel.`;
  // A set-up fee is paid at once, trial or not.
  const more = session.amount_total ? "nothing more" : "nothing";
  return trial
    ? `After the trial, from ${trial.ends}, the subscription renews at ${renewal} until you cancel. Cancel before then and ${more} is charged.`
    : `The subscription renews at ${renewal} until you cancel, which you can do at any time.`;
}
