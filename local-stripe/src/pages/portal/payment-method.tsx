/** @jsxImportSource hono/jsx */
import { nowFor } from "../../conventions/clock.ts";
import { replacePaymentMethod } from "../../billing/payment-methods/default.ts";
import { asksForAuthentication } from "../../billing/payment-methods/cards.ts";
import type { Context } from "../../conventions/context.ts";
import type { Form } from "../answer.ts";
import { CardFields } from "../card-fields.tsx";
import { readCard, typedCard, type TypedCard } from "../card-input.ts";
import { closeChallenge, openChallenge, readChallenge, UNAUTHENTICATED } from "../challenge.tsx";
import { Problem, type FieldErrors } from "../fields.tsx";
import type { Html } from "../layout.tsx";
import { finish, type Portal } from "./access.ts";
import { Step } from "./frame.tsx";

export interface CardForm {
  typed: TypedCard;
  errors: FieldErrors;
  problem?: string | undefined;
}

export function paymentMethodPage(portal: Portal, { typed, errors, problem }: CardForm = emptyCard(portal)): Html {
  return (
    <Step portal={portal} title="Update payment method">
      <p>Your new card becomes the default. A plan that was bought with a card of its own keeps that card.</p>
      {/* Named, because after a failed challenge the page is shown at the challenge's address */}
      <form method="post" action={`${portal.home}/payment-method`} novalidate>
        <Problem text={problem} />
        <CardFields
          typed={typed}
          errors={errors}
          focus={["number", "expiry", "cvc", "name"].find((name) => errors[name])}
        />
        <div class="actions">
          <button>Update payment method</button>
        </div>
      </form>
    </Step>
  );
}

export function emptyCard({ customer }: Portal): CardForm {
  return { typed: { number: "", expiry: "", name: customer.name ?? "" }, errors: {} };
}

/** Where to go next, or the form with what is wrong. A declined card is thrown. */
export function submitCard(ctx: Context, portal: Portal, form: Form): string | CardForm {
  const { card, errors } = readCard(form, nowFor(ctx, portal.customer.id));
  if (!card) return { typed: typedCard(form), errors };
  if (asksForAuthentication(card.number))
    return `${portal.home}/payment-method/challenge/${openChallenge(ctx, { session: portal.session.id, card })}`;
  replacePaymentMethod(ctx, portal.customer.id, card);
  return finish(ctx, portal, "card");
}

export function answerCardChallenge(ctx: Context, portal: Portal, name: string, passed: boolean): string | CardForm {
  const challenge = readChallenge(ctx, name, portal.session.id);
  if (!challenge) return portal.home;
  closeChallenge(ctx, name);
  if (!passed) return { ...emptyCard(portal), problem: UNAUTHENTICATED };
  replacePaymentMethod(ctx, portal.customer.id, challenge.card);
  return finish(ctx, portal, "card");
}
