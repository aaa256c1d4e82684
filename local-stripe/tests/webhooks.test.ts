import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { control, receiver, refused, startLocal, type Hook, type Local } from './support.ts'
import type { Delivery } from '../src/delivery-queue.ts'

let local: Local
let hook: Hook
beforeAll(async () => void (local = await startLocal()))
afterAll(() => local.stop())
beforeEach(async () => void (hook = await receiver()))
afterEach(async () => {
  for (const { id } of (await local.stripe.webhookEndpoints.list()).data) await local.stripe.webhookEndpoints.del(id)
  await hook.stop()
})

const deliveriesTo = async (endpoint: string) => ((await control(local, 'GET', '/deliveries')) as Delivery[]).filter((one) => one.endpoint === endpoint)

describe('webhook endpoints', () => {
  it('tell their secret once', async () => {
    const { stripe } = local
    const made = await stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ['*'], api_version: '2026-10-28.endive' })
    expect(made.secret).toMatch(/^whsec_/)
    expect((await stripe.webhookEndpoints.retrieve(made.id)).secret).toBeUndefined()
    expect((await stripe.webhookEndpoints.list()).data[0]?.secret).toBeUndefined()
    expect((await stripe.webhookEndpoints.update(made.id, { disabled: true })).status).toBe('disabled')
    expect((await stripe.webhookEndpoints.update(made.id, { disabled: false, enabled_events: ['price.created'] })).enabled_events).toEqual(['price.created'])
    expect(await stripe.webhookEndpoints.del(made.id)).toMatchObject({ deleted: true })
    expect((await refused(stripe.webhookEndpoints.retrieve(made.id))).statusCode).toBe(404)
  })
})

describe('deliveries', () => {
  it('are signed as the SDK verifies, and carry what was before', async () => {
    const { stripe } = local
    const endpoint = await stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ['customer.updated'] })
    const customer = await stripe.customers.create({ email: 'old@example.com', metadata: { a: '1' } })
    const after = await stripe.customers.update(customer.id, { email: 'new@example.com', metadata: { b: '2' } }, { idempotencyKey: 'why' })
    await vi.waitFor(() => expect(hook.received).toHaveLength(1))
    const [{ body, headers }] = hook.received as [Hook['received'][0]]
    const event = stripe.webhooks.constructEvent(body, String(headers['stripe-signature']), endpoint.secret ?? '')
    expect(event).toMatchObject({
      type: 'customer.updated',
      api_version: '2026-10-28.endive',
      data: { object: { email: 'new@example.com' }, previous_attributes: { email: 'old@example.com', metadata: { b: null } } },
      request: { id: after.lastResponse.requestId, idempotency_key: 'why' },
    })
    expect(() => stripe.webhooks.constructEvent(body, String(headers['stripe-signature']), 'whsec_other')).toThrow()
    await vi.waitFor(async () => expect((await stripe.events.retrieve(event.id)).pending_webhooks).toBe(0))
  })

  it('are tried again after a 500, with the same body and each attempt recorded', async () => {
    const { stripe } = local
    const failing = await receiver((attempt) => (attempt < 3 ? 500 : 200))
    const endpoint = await stripe.webhookEndpoints.create({ url: failing.url, enabled_events: ['product.created'] })
    await stripe.products.create({ name: 'Retried' })
    await vi.waitFor(() => expect(failing.received).toHaveLength(3), { timeout: 5000 })
    expect(new Set(failing.received.map(({ body }) => body)).size).toBe(1)
    await vi.waitFor(async () => expect(await deliveriesTo(endpoint.id)).toMatchObject([{ status: 'delivered', attempts: [{ status: 500 }, { status: 500 }, { status: 200 }] }]))
    await failing.stop()
  })

  it('count a redirect as a failure, and end when the endpoint is deleted', async () => {
    const { stripe } = local
    const moved = await receiver(() => 302)
    const endpoint = await stripe.webhookEndpoints.create({ url: moved.url, enabled_events: ['product.created'] })
    await stripe.products.create({ name: 'Moved' })
    await vi.waitFor(() => expect(moved.received.length).toBeGreaterThan(1))
    await stripe.webhookEndpoints.del(endpoint.id)
    await vi.waitFor(async () => expect((await deliveriesTo(endpoint.id))[0]?.status).toBe('dropped'), { timeout: 5000 })
    await moved.stop()
  })

  it('can be held, sent and sent again', async () => {
    const { stripe } = local
    await control(local, 'PUT', '/deliveries', { mode: 'hold' })
    const endpoint = await stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ['product.created'] })
    await stripe.products.create({ name: 'Held' })
    const [held] = await deliveriesTo(endpoint.id)
    expect(held).toMatchObject({ status: 'pending', attempts: [] })
    expect(hook.received).toHaveLength(0)
    await control(local, 'PUT', '/deliveries', { mode: 'send' })
    await vi.waitFor(() => expect(hook.received).toHaveLength(1))
    await control(local, 'POST', '/deliveries/resend', { event: held?.event })
    await vi.waitFor(() => expect(hook.received).toHaveLength(2))
    expect(hook.received[0]?.body).toBe(hook.received[1]?.body)
  })

  it('put the billing period on the subscription for endpoints of before 2025-03-31', async () => {
    const { stripe } = local
    await stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ['customer.subscription.created'], api_version: '2025-02-24.acacia' as '2026-10-28.endive' })
    const price = await stripe.prices.create({ currency: 'usd', unit_amount: 5, recurring: { interval: 'day' }, product_data: { name: 'Daily' } })
    const customer = await stripe.customers.create({})
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }], default_payment_method: 'pm_card_visa' })
    await vi.waitFor(() => expect(hook.received).toHaveLength(1))
    const { data, api_version } = JSON.parse(hook.received[0]?.body ?? '') as { api_version: string; data: { object: { current_period_end: number; items: { data: object[] } } } }
    expect(api_version).toBe('2025-02-24.acacia')
    expect(data.object.current_period_end).toBe(subscription.items.data[0]?.current_period_end)
    expect(data.object.items.data[0]).not.toHaveProperty('current_period_end')
  })
})

it('lists events by type, by pattern and by several types', async () => {
  const { stripe } = local
  const product = await stripe.products.create({ name: 'E' })
  await stripe.products.update(product.id, { name: 'F' })
  expect((await stripe.events.list({ type: 'product.updated', limit: 1 })).data[0]).toMatchObject({ data: { object: { id: product.id }, previous_attributes: { name: 'E' } } })
  expect((await stripe.events.list({ type: 'product.*', limit: 2 })).data.map(({ type }) => type)).toEqual(['product.updated', 'product.created'])
  expect((await stripe.events.list({ types: ['product.created'], limit: 1 })).data[0]?.type).toBe('product.created')
})
