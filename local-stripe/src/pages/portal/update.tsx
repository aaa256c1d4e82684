/** @jsxImportSource hono/jsx */
// Another plan: choosing it, confirming it, and the change.
import { changeInPortal } from "../../billing/subscriptions/portal-change.ts";
import { endTrialNow } from "../../billing/subscriptions/trials.ts";
import { billingSettings } from "../../billing/settings.ts";
import type { Context } from "../../conventions/context.ts";
import { StripeError } from "../../conventions/errors.ts";
import type { Subscription } from "../../store/objects.ts";
import { Field, Problem } from "../fields.tsx";
import type { Html } from "../layout.tsx";
import { finish, type Portal } from "./access.ts";
import type { Choice, Refused } from "./choice.ts";
import { consequenceOf, endsTrial, Preview } from "./consequence.tsx";
import { Step } from "./frame.tsx";
import { fieldBounds, newPriceTerms, offersFor, planOf, times } from "./plan.ts";

export function choosePage(ctx: Context, portal: Portal, subscription: Subscription, refused?: Refused): Html {
  const groups = offersFor(ctx, portal, subscription);
  const bounds = fieldBounds(ctx, portal, subscription);
  const atQuantity = bounds && refused?.field === "quantity";
  const quantity = refused?.quantity || String(subscription.items.data[0]?.quantity ?? 1);
  return (
    <Step portal={portal} title="Update plan">
      <form method="get" action={`${portal.home}/subscriptions/${subscription.id}/update/confirm`}>
        <Problem text={atQuantity ? undefined : refused?.sentence} />
        {groups.map(({ interval, offers }) => (
          <fieldset>
            <legend>{interval}</legend>
            <div class="choices">
              {offers.map(({ price, name, terms, current, open }) => (
                <label class="choice">
                  <input
                    type="radio"
                    name="price"
                    value={price}
                    checked={open && (refused ? refused.price === price : current)}
                    disabled={!open}
                    required
                  />
                  <span class="grow">
                    <span>
                      <strong>{name}</strong> {current && <span class="faint">Current plan</span>}
                    </span>{" "}
                    <span>{terms}</span>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        {bounds && (
          <Field
            label="Quantity"
            name="quantity"
            type="number"
            inputmode="numeric"
            value={quantity}
            min={bounds.minimum}
            max={bounds.maximum}
            error={atQuantity ? refused.sentence : undefined}
            autofocus={atQuantity}
          />
        )}
        {groups.length === 0 ? (
          <p>No other plans are available.</p>
        ) : (
          <div class="actions">
            <button>Continue</button>
          </div>
        )}
      </form>
    </Step>
  );
}

export function confirmPage(
  ctx: Context,
  portal: Portal,
  subscription: Subscription,
  { price, quantity, adjustable }: Choice,
  problem?: string,
): Html {
  const before = planOf(ctx, subscription);
  const after = newPriceTerms(ctx, price, quantity, subscription.currency);
  const consequence = consequenceOf(ctx, portal, subscription, price, quantity);
  return (
    <Step portal={portal} title="Confirm your new plan">
      <dl class="facts">
        <div>
          <dt>From</dt>
          <dd>
            {before.name}
            {times(subscription.items.data[0]?.quantity ?? 1)}, {before.terms}
          </dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>
            <strong>
              {after.name}
              {times(quantity)}, {after.terms}
            </strong>
          </dd>
        </div>
      </dl>
      <p>{consequence.sentence}</p>
      {consequence.invoice && <Preview of={consequence.invoice} />}
      <form method="post">
        <Problem text={problem} />
        <input type="hidden" name="price" value={price.id} />
        {adjustable && <input type="hidden" name="quantity" value={String(quantity)} />}
        <div class="actions">
          <button>Confirm</button>
        </div>
      </form>
    </Step>
  );
}

/** A refused payment undoes the change and is thrown, or the change stays unpaid: a setting of local Stripe. */
export function updatePlan(
  ctx: Context,
  portal: Portal,
  subscription: Subscription,
  { price, quantity }: Choice,
): string {
  const changed = changeInPortal(ctx, portal.configuration, subscription, price, quantity);
  const after = endsTrial(portal, subscription) ? endTrialNow(ctx, changed) : changed;
  const unpaid = endsTrial(portal, subscription)
    ? after.status !== "active"
    : after.status === "past_due" && subscription.status !== "past_due";
  if (unpaid && billingSettings(ctx.store).portal_declined_update === "undo") {
    throw new StripeError(
      402,
      "card_error",
      "The payment for the new plan was declined, so nothing was changed. Update your payment method and try again.",
    );
  }
  return finish(ctx, portal, unpaid ? "plan_unpaid" : after.schedule ? "plan_later" : "plan");
}
