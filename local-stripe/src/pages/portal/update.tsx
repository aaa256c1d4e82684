/** @jsxImportSource hono/jsx */
// Another plan: choosing it, confirming it, and the change.
import { changeInPortal } from '../../billing/portal-change.ts'
import { endTrialNow } from '../../billing/trials.ts'
import type { Context } from '../../context.ts'
import { StripeError } from '../../errors.ts'
import type { Price, Subscription } from '../../types.ts'
import { Problem } from '../fields.tsx'
import type { Html } from '../layout.tsx'
import { finish, inFlow, type Portal } from './access.ts'
import { consequenceOf, endsTrial, Preview } from './consequence.tsx'
import { Step } from './frame.tsx'
import { newPriceTerms, offeredPrices, offersFor, planOf } from './plan.ts'

export function choosePage(ctx: Context, portal: Portal, subscription: Subscription, problem?: string): Html {
  const groups = offersFor(ctx, portal, subscription)
  return (
    <Step portal={portal} title="Update plan">
      <form method="get" action={`${portal.home}/subscriptions/${subscription.id}/update/confirm`}>
        <Problem text={problem} />
        {groups.map(({ interval, offers }) => (
          <fieldset>
            <legend>{interval}</legend>
            <div class="choices">
              {offers.map(({ price, name, terms, current }) => (
                <label class="choice">
                  <input type="radio" name="price" value={price} disabled={current} required />
                  <span class="grow">
                    <span>
                      <strong>{name}</strong> {current && <span class="faint">Current plan</span>}
                    </span>{' '}
                    <span>{terms}</span>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        {groups.length === 0 ? (
          <p>There is no other plan to change to.</p>
        ) : (
          <div class="actions">
            <button>Continue</button>
          </div>
        )}
      </form>
    </Step>
  )
}

/** What a link to one change says; such a session takes that change and no other. */
function linkedChange(portal: Portal): { price: string | null; quantity: number | null } | undefined {
  const item = inFlow(portal) ? portal.session.flow?.subscription_update_confirm?.items[0] : undefined
  return item && { price: item.price, quantity: item.quantity ?? null }
}

/** The price that was chosen, when the configuration (or the link, in a flow to one change) offers it. */
export function chosenPrice(ctx: Context, portal: Portal, subscription: Subscription, id: string): Price | undefined {
  const linked = linkedChange(portal)
  const current = subscription.items.data[0]
  // A link may change the quantity alone
  if (linked?.price === null) return current?.price.id === id ? current.price : undefined
  if (linked && linked.price !== id) return undefined
  const changes = id !== current?.price.id || (linked !== undefined && linked.quantity !== current.quantity)
  return changes ? offeredPrices(ctx, portal.configuration, subscription).find((price) => price.id === id) : undefined
}

export function confirmPage(ctx: Context, portal: Portal, subscription: Subscription, price: Price, problem?: string): Html {
  const before = planOf(ctx, subscription)
  const quantity = quantityOf(portal, subscription)
  const after = newPriceTerms(ctx, price, quantity)
  const consequence = consequenceOf(ctx, portal, subscription, price, quantity)
  return (
    <Step portal={portal} title="Confirm your new plan">
      <dl class="facts">
        <div>
          <dt>From</dt>
          <dd>
            {before.name}, {before.terms}
          </dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>
            <strong>
              {after.name}
              {quantity > 1 ? ` × ${quantity}` : ''}, {after.terms}
            </strong>
          </dd>
        </div>
      </dl>
      <p>{consequence.sentence}</p>
      {consequence.invoice && <Preview of={consequence.invoice} />}
      <form method="post">
        <Problem text={problem} />
        <input type="hidden" name="price" value={price.id} />
        <div class="actions">
          <button>Confirm</button>
        </div>
      </form>
    </Step>
  )
}

function quantityOf(portal: Portal, subscription: Subscription): number {
  return linkedChange(portal)?.quantity ?? subscription.items.data[0]?.quantity ?? 1
}

/** A refused first payment undoes the change: it is thrown. */
export function updatePlan(ctx: Context, portal: Portal, subscription: Subscription, price: Price): string {
  const changed = changeInPortal(ctx, portal.configuration, subscription, price, quantityOf(portal, subscription))
  if (endsTrial(portal, subscription) && endTrialNow(ctx, changed).status !== 'active') {
    throw new StripeError(402, 'card_error', 'The payment for the new plan was declined, so nothing was changed. Update your payment method and try again.')
  }
  return finish(ctx, portal, 'plan')
}
