// What a submitted checkout page does.
import type { App } from "../../http/app.ts";
import { applyPromotionCode, removePromotionCode } from "../../billing/checkout/checkout-amounts.ts";
import { completeCheckout } from "../../billing/checkout/complete-checkout.ts";
import { asksForAuthentication } from "../../billing/payment-methods/cards.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { StripeError } from "../../conventions/errors.ts";
import { fetchSession } from "../../resources/checkout-sessions.ts";
import { newPaymentMethod, type Card } from "../../billing/payment-methods/payment-methods.ts";
import { newSepaDebit, type Debit } from "../../billing/payment-methods/sepa-debits.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import type { Form } from "../answer.ts";
import { readCard, typedCard } from "../card-input.ts";
import { readDebit, typedDebit } from "../debit-input.ts";
import { closeChallenge, openChallenge, readChallenge, UNAUTHENTICATED, type Challenge } from "../challenge.tsx";
import type { FieldErrors } from "../fields.tsx";
import { emailError } from "../wording.ts";
import type { CheckoutForm } from "./page.tsx";
import { checkoutView, type CheckoutView } from "./view.ts";

export type Outcome =
  /** Completed, now or before, or expired. Nothing is left to submit. */
  | { kind: "closed"; session: CheckoutSession }
  | { kind: "challenge"; name: string }
  | { kind: "again"; view: CheckoutView; form: CheckoutForm; status: 200 | 402 | 422 };

export function submitCheckout(app: App, baseUrl: string, id: string, form: Form): Outcome {
  return whileOpen(app, baseUrl, id, (ctx, session, view) => {
    if (form("do") === "apply-code" || form("do") === "remove-code") return changeCode(ctx, session, form);
    const email = view.email ?? form("email");
    const byDebit =
      view.methods.includes("sepa_debit") && (view.methods.length === 1 || form("method") === "sepa_debit");
    const read = !view.needsCard
      ? { errors: {} }
      : byDebit
        ? readDebit(form)
        : readCard(form, nowFor(ctx, session.customer));
    const errors: FieldErrors = { email: emailError(email), ...read.errors };
    const typed = {
      email,
      card: typedCard(form),
      debit: byDebit ? typedDebit(form) : undefined,
      promotion: form("promotion"),
    };
    if (Object.values(errors).some(Boolean)) return { kind: "again", view, status: 422, form: { ...typed, errors } };
    if ("debit" in read && read.debit) {
      const { debit } = read;
      return () => complete(app, baseUrl, view, { ...typed, errors: {} }, { debit });
    }
    const card = "card" in read ? read.card : undefined;
    if (card && asksForAuthentication(card.number))
      return { kind: "challenge", name: openChallenge(ctx, { session: id, card, email }) };
    return () => complete(app, baseUrl, view, { ...typed, errors: {} }, { card });
  });
}

/** The page again with another price, and everything that was typed, unchecked as yet. */
function changeCode(ctx: Context, session: CheckoutSession, form: Form): Outcome {
  const debit = form("method") === "sepa_debit" ? typedDebit(form) : undefined;
  const typed = { email: form("email"), card: { ...typedCard(form), cvc: form("cvc") }, debit };
  const again = (after: CheckoutSession, promotion = "", error?: string): Outcome => {
    return {
      kind: "again",
      view: checkoutView(ctx, after),
      status: error ? 422 : 200,
      form: { ...typed, promotion, errors: { promotion: error } },
    };
  };
  if (form("do") === "remove-code") return again(removePromotionCode(ctx, session));
  if (form("promotion") === "") return again(session, "", "Enter a promotion code.");
  try {
    return again(applyPromotionCode(ctx, session, form("promotion")));
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return again(session, form("promotion"), error.message);
  }
}

/** The bank's question was answered. Without a question that is still open, the page is shown as it was. */
export function answerChallenge(app: App, baseUrl: string, id: string, name: string, passed: boolean): Outcome {
  return whileOpen(app, baseUrl, id, (ctx, _session, view) => {
    const challenge = readChallenge(ctx, name, id);
    if (!challenge)
      return {
        kind: "again",
        view,
        status: 422,
        form: { email: "", card: { number: "", expiry: "", name: "" }, errors: {} },
      };
    closeChallenge(ctx, name);
    const form = { email: challenge.email ?? "", card: retyped(challenge), errors: {} };
    if (!passed) return { kind: "again", view, status: 402, form: { ...form, problem: UNAUTHENTICATED } };
    return () => complete(app, baseUrl, view, form, { card: challenge.card, authenticated: true });
  });
}

function whileOpen(
  app: App,
  baseUrl: string,
  id: string,
  work: (ctx: Context, session: CheckoutSession, view: CheckoutView) => Outcome | (() => Outcome),
): Outcome {
  const next = app.act(baseUrl, (ctx) => {
    const session = fetchSession(ctx, id);
    return session.status === "open"
      ? work(ctx, session, checkoutView(ctx, session))
      : { kind: "closed" as const, session };
  });
  return typeof next === "function" ? next() : next;
}

interface Means {
  card?: Card | undefined;
  debit?: Debit;
  /** The card's owner passed the bank's challenge. */
  authenticated?: boolean;
}

/** One transaction, which a refusal undoes. Neither card nor customer nor payment remains of it. */
function complete(app: App, baseUrl: string, view: CheckoutView, form: CheckoutForm, means: Means): Outcome {
  try {
    const session = app.act(baseUrl, (ctx) => {
      const session = fetchSession(ctx, view.session.id);
      // The other of two simultaneous submits was faster
      if (session.status !== "open") return session;
      const name = (means.debit ? form.debit?.account_name : form.card.name) || undefined;
      return completeCheckout(ctx, session, {
        payment_method: methodOf(ctx, means, form.email),
        email: form.email,
        name,
        authenticated: means.authenticated ?? false,
      });
    });
    return { kind: "closed", session };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { kind: "again", view, status: 402, form: { ...form, problem: error.message } };
  }
}

function methodOf(ctx: Context, { card, debit }: Means, email: string): string | undefined {
  if (debit) return newSepaDebit(ctx, { ...debit, billing_details: { ...debit.billing_details, email } }).id;
  return card && newPaymentMethod(ctx, { ...card, billing_details: { ...card.billing_details, email } }).id;
}

function retyped({ card }: Challenge): CheckoutForm["card"] {
  const expiry = `${String(card.exp_month).padStart(2, "0")} / ${String(card.exp_year).slice(-2)}`;
  return { number: card.number, expiry, name: card.billing_details?.name ?? "" };
}
