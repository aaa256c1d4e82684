// What a submitted checkout page does.
import type { App } from "../../http/app.ts";
import { phoneNumber, wrongAnswers, type Submitted } from "../../billing/checkout/collected.ts";
import { collectForTax } from "../../billing/checkout/checkout-tax.ts";
import { challenges, completeCheckout } from "../../billing/checkout/complete-checkout.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { StripeError } from "../../conventions/errors.ts";
import { fetchSession } from "../../resources/checkout/checkout-sessions.ts";
import type { BillingDetails } from "../../billing/payment-methods/billing-details.ts";
import { newPaymentMethod, numberOf, type Card } from "../../billing/payment-methods/payment-methods.ts";
import { newSepaDebit, type Debit } from "../../billing/payment-methods/sepa-debits.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import type { Form } from "../answer.ts";
import { readCard } from "../card-input.ts";
import { readDebit } from "../debit-input.ts";
import { closeChallenge, openChallenge, readChallenge, UNAUTHENTICATED, type Challenge } from "../challenge.tsx";
import type { FieldErrors } from "../fields.tsx";
import { emailError } from "../wording.ts";
import { changeOrder, changeQuantities, type Changed } from "./change-order.ts";
import { chosenWay, readTyped, type CheckoutForm } from "./typed.ts";
import { checkoutView, type CheckoutView } from "./view.ts";
import type { Visit } from "./visit.ts";

export type Outcome =
  /** Completed, now or before, or expired. Nothing is left to submit. */
  | { kind: "closed"; session: CheckoutSession }
  | { kind: "challenge"; name: string }
  | { kind: "again"; view: CheckoutView; form: CheckoutForm; status: 200 | 402 | 422 };

export function submitCheckout(app: App, visit: Visit, id: string, form: Form): Outcome {
  return whileOpen(app, visit, id, (ctx, session, view) => {
    const typed = readTyped(form, view);
    const changed =
      changeOrder(ctx, session, form, typed) ??
      unseenQuantities(ctx, session, view, typed) ??
      unseenTax(ctx, session, typed);
    // Unchecked as yet, and with the security code
    if (changed) return again(ctx, visit, changed, { ...typed, card: { ...typed.card, cvc: form("cvc") } });
    const means = meansOf(ctx, session, view, form, typed);
    const errors: FieldErrors = {
      email: emailError(typed.email),
      ...means.errors,
      ...wrongAnswers(view.questions, typed.answers),
    };
    if (Object.values(errors).some(Boolean)) return { kind: "again", view, status: 422, form: { ...typed, errors } };
    const number = means.card?.number;
    if (number !== undefined && challenges(session, number))
      return { kind: "challenge", name: openChallenge(ctx, challengeOf(id, typed, means.card)) };
    return () => complete(app, visit, view, typed, means);
  });
}

/** A quantity that was typed and not applied: the payer sees what it costs before they pay. */
function unseenQuantities(
  ctx: Context,
  session: CheckoutSession,
  { lines }: CheckoutView,
  { quantities = new Map<string, string>() }: CheckoutForm,
): Changed | undefined {
  const same = lines.every(({ id, quantity }) => String(quantity) === (quantities.get(id) ?? String(quantity)));
  if (same) return undefined;
  const changed = changeQuantities(ctx, session, quantities);
  const notice = "The quantity changed. Check the new total, then submit again.";
  return Object.keys(changed.errors).length > 0 ? changed : { ...changed, typed: { ...changed.typed, notice } };
}

/** What the address changes in the tax: the payer sees that before they pay. */
function unseenTax(ctx: Context, session: CheckoutSession, { answers }: CheckoutForm): Changed | undefined {
  const after = collectForTax(ctx, session, answers);
  const sums = ({ amount_total, total_details }: CheckoutSession) => `${amount_total} ${total_details?.amount_tax}`;
  return sums(after) === sums(session)
    ? undefined
    : {
        session: after,
        errors: {},
        typed: { notice: "The tax for this address changed the total. Check it, then submit again." },
      };
}

function again(ctx: Context, visit: Visit, { session, errors, typed: after }: Changed, typed: CheckoutForm): Outcome {
  const status = Object.keys(errors).length > 0 || after?.problem ? 422 : 200;
  return { kind: "again", view: checkoutView(ctx, session, visit), status, form: { ...typed, ...after, errors } };
}

interface Means {
  /** A new card, or the saved one that was chosen. */
  card?: Card | undefined;
  saved?: string | undefined;
  debit?: Debit | undefined;
  errors?: FieldErrors | undefined;
  /** The card's owner passed the bank's challenge. */
  authenticated?: boolean;
}

function meansOf(ctx: Context, session: CheckoutSession, view: CheckoutView, form: Form, typed: CheckoutForm): Means {
  if (!view.needsCard) return {};
  const saved = typed.saved === undefined ? undefined : ctx.store.get("payment_method", typed.saved);
  if (saved) {
    const { exp_month = 0, exp_year = 0 } = saved.card ?? {};
    return { saved: saved.id, card: saved.card ? { number: numberOf(ctx, saved), exp_month, exp_year } : undefined };
  }
  return chosenWay(form, view) === "sepa_debit" ? readDebit(form) : readCard(form, nowFor(ctx, session.customer));
}

function challengeOf(session: string, typed: CheckoutForm, card: Card | undefined): Challenge {
  const { email, answers, save = false, saved } = typed;
  if (!card) throw new Error("Only a card is challenged");
  return { session, card, email, answers, save, ...(saved !== undefined && { saved }) };
}

/** The bank's question was answered. Without a question that is still open, the page is shown as it was. */
export function answerChallenge(app: App, visit: Visit, id: string, name: string, passed: boolean): Outcome {
  return whileOpen(app, visit, id, (ctx, _session, view) => {
    const challenge = readChallenge(ctx, name, id);
    const blank = { email: "", card: { number: "", expiry: "", name: "" }, answers: {}, errors: {} };
    if (!challenge) return { kind: "again", view, status: 422, form: blank };
    closeChallenge(ctx, name);
    const { email = "", answers = {}, save = false, saved, card } = challenge;
    const form: CheckoutForm = {
      email,
      answers,
      save,
      saved,
      card: saved === undefined ? retyped(challenge) : blank.card,
      errors: {},
    };
    if (!passed) return { kind: "again", view, status: 402, form: { ...form, problem: UNAUTHENTICATED } };
    return () => complete(app, visit, view, form, { card, saved, authenticated: true });
  });
}

function whileOpen(
  app: App,
  visit: Visit,
  id: string,
  work: (ctx: Context, session: CheckoutSession, view: CheckoutView) => Outcome | (() => Outcome),
): Outcome {
  const next = app.act(visit.baseUrl, (ctx) => {
    const session = fetchSession(ctx, id);
    return session.status === "open"
      ? work(ctx, session, checkoutView(ctx, session, visit))
      : { kind: "closed" as const, session };
  });
  return typeof next === "function" ? next() : next;
}

/** One transaction, which a refusal undoes. Neither card nor customer nor payment remains of it. */
function complete(app: App, visit: Visit, view: CheckoutView, form: CheckoutForm, means: Means): Outcome {
  try {
    const session = app.act(visit.baseUrl, (ctx) => {
      const session = fetchSession(ctx, view.session.id);
      // The other of two simultaneous submits was faster
      if (session.status !== "open") return session;
      const name = means.debit?.billing_details?.name ?? (means.saved === undefined ? form.card.name : undefined);
      return completeCheckout(ctx, session, {
        ...form.answers,
        payment_method: methodOf(ctx, means, form),
        email: form.email,
        name: name || undefined,
        authenticated: means.authenticated ?? false,
        save_payment_method: form.save ?? false,
      } satisfies Submitted);
    });
    return { kind: "closed", session };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { kind: "again", view, status: 402, form: { ...form, problem: error.message } };
  }
}

function methodOf(ctx: Context, { card, debit, saved }: Means, form: CheckoutForm): string | undefined {
  if (saved !== undefined) return saved;
  const { email, answers } = form;
  const details: BillingDetails = {
    email,
    ...(answers.address && { address: answers.address }),
    ...(answers.phone && { phone: phoneNumber(answers.phone) }),
  };
  if (debit) return newSepaDebit(ctx, { ...debit, billing_details: { ...debit.billing_details, ...details } }).id;
  return card && newPaymentMethod(ctx, { ...card, billing_details: { ...card.billing_details, ...details } }).id;
}

function retyped({ card }: Challenge): CheckoutForm["card"] {
  const expiry = `${String(card.exp_month).padStart(2, "0")} / ${String(card.exp_year).slice(-2)}`;
  return { number: card.number, expiry, name: card.billing_details?.name ?? "" };
}
