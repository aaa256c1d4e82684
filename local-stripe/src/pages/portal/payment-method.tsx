/** @jsxImportSource hono/jsx */
import { nowFor } from "../../conventions/clock.ts";
import { replacePaymentMethod } from "../../billing/payment-methods/default.ts";
import { newSepaDebit } from "../../billing/payment-methods/sepa-debits.ts";
import { asksForAuthentication } from "../../billing/payment-methods/cards.ts";
import type { Context } from "../../conventions/context.ts";
import type { Form } from "../answer.ts";
import { closeChallenge, openChallenge, readChallenge, UNAUTHENTICATED } from "../challenge.tsx";
import { Problem } from "../fields.tsx";
import type { Html } from "../layout.tsx";
import { WayFields } from "../way-fields.tsx";
import { emptyWay, readMeans, typedWay, type WayForm, type Ways } from "../ways.ts";
import { finish, type Portal } from "./access.ts";
import { Step } from "./frame.tsx";

/** What a customer may add here. A bank account pays in euros only, so it is for those whose plans are in euros. */
const waysOf = ({ customer }: Portal): Ways => ({
  saved: [],
  debit: customer.currency === "eur",
  email: customer.email,
});

export function paymentMethodPage(portal: Portal, form: WayForm = emptyMethod(portal)): Html {
  const ways = waysOf(portal);
  return (
    <Step portal={portal} title="Update payment method">
      <p>
        {ways.debit
          ? "Your new payment method becomes the default. A plan that was bought with a payment method of its own keeps it."
          : "Your new card becomes the default. A plan that was bought with a card of its own keeps that card."}
      </p>
      {/* Named, because after a failed challenge the page is shown at the challenge's address */}
      <form method="post" action={`${portal.home}/payment-method`} novalidate>
        <Problem text={form.problem} />
        <WayFields
          ways={ways}
          form={form}
          mandate="With this you let the shop collect what your plans cost from the account, from the next payment on. The bank needs a few days to confirm the payment."
        />
        <div class="actions">
          <button>Update payment method</button>
        </div>
      </form>
    </Step>
  );
}

export const emptyMethod = ({ customer }: Portal, problem?: string): WayForm => emptyWay(customer.name, problem);

/** The form as it was typed, with why it was refused. */
export const retypedMethod = (portal: Portal, form: Form, problem: string): WayForm => ({
  ...typedWay(form, waysOf(portal)),
  problem,
});

/** Where to go next, or the form with what is wrong. A declined card is thrown. */
export function submitMethod(ctx: Context, portal: Portal, form: Form): string | WayForm {
  const { customer, home, session } = portal;
  const means = readMeans(form, waysOf(portal), nowFor(ctx, customer.id));
  if ("errors" in means) return { ...typedWay(form, waysOf(portal)), errors: means.errors };
  if ("card" in means && asksForAuthentication(means.card.number))
    return `${home}/payment-method/challenge/${openChallenge(ctx, { session: session.id, card: means.card })}`;
  if ("card" in means) replacePaymentMethod(ctx, customer.id, means.card);
  else if ("debit" in means) replacePaymentMethod(ctx, customer.id, newSepaDebit(ctx, means.debit).id);
  return finish(ctx, portal, "card");
}

export function answerCardChallenge(ctx: Context, portal: Portal, name: string, passed: boolean): string | WayForm {
  const challenge = readChallenge(ctx, name, portal.session.id);
  if (!challenge) return portal.home;
  closeChallenge(ctx, name);
  if (!passed) return emptyMethod(portal, UNAUTHENTICATED);
  replacePaymentMethod(ctx, portal.customer.id, challenge.card);
  return finish(ctx, portal, "card");
}
