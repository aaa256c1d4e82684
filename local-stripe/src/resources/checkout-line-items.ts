import { describeItem, lineAmount } from '../billing/amounts.ts'
import type { Context } from '../context.ts'
import { pageOf } from '../lists.ts'
import type { CheckoutSession, List } from '../types.ts'

/** The items of a session, with their price objects as Stripe gives them. */
export function lineItemsOf(ctx: Context, session: CheckoutSession, at: Parameters<typeof pageOf>[2]): List<{ id: string }> {
  const items = ctx.store.detail('checkout.session', session.id)?.line_items ?? []
  const all = items.flatMap(({ id, price: priceId, quantity }) => {
    const price = ctx.store.get('price', priceId)
    if (!price) return []
    const amount = lineAmount(ctx, price, quantity)
    return {
      id,
      object: 'item',
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency: price.currency,
      description: describeItem(ctx, price),
      metadata: {},
      price,
      quantity,
    }
  })
  return pageOf(all, `/v1/checkout/sessions/${session.id}/line_items`, at)
}
