// `/_local`: what tests and people need beside Stripe's API. No key; the server is on loopback.
import { Hono } from 'hono'
import type { App } from './app.ts'
import { allDeliveries } from './delivery-queue.ts'
import { wants } from './events.ts'

export function controlRoutes(app: App): Hono {
  const control = new Hono()
  control.onError((error, http) => http.json({ error: error.message }, 400))

  control.get('/requests', (http) => {
    const wanted = http.req.query('request')
    return http.json(app.requests.all().filter((entry) => wanted === undefined || entry.id === wanted))
  })
  control.delete('/requests', (http) => {
    app.requests.clear()
    return http.json({ cleared: true })
  })

  control.post('/faults', async (http) => http.json(app.faults.add(await http.req.json())))
  control.get('/faults', (http) => http.json(app.faults.all()))
  control.delete('/faults', (http) => {
    app.faults.clear()
    return http.json({ cleared: true })
  })
  control.delete('/faults/:id', (http) => {
    const id = http.req.param('id')
    return app.faults.remove(id) ? http.json({ removed: id }) : http.json({ error: `No such fault: '${id}'` }, 404)
  })

  control.get('/deliveries', (http) => http.json(allDeliveries(app.store)))
  control.put('/deliveries', async (http) => {
    const { mode } = await http.req.json<{ mode?: unknown }>()
    if (mode !== 'hold' && mode !== 'send') throw new Error('mode must be hold or send')
    app.deliveries.setMode(mode)
    return http.json({ mode })
  })
  control.post('/deliveries/resend', async (http) => {
    const { event: id } = await http.req.json<{ event?: unknown }>()
    const event = app.store.get('event', String(id))
    if (!event) return http.json({ error: `No such event: '${String(id)}'` }, 404)
    const endpoints = [...app.store.list('webhook_endpoint')].filter((endpoint) => wants(endpoint, event.type))
    return http.json(endpoints.map((endpoint) => app.deliveries.resend(event.id, endpoint.id)))
  })

  control.post('/reset', (http) => {
    app.store.clear()
    app.faults.clear()
    app.requests.clear()
    return http.json({ reset: true })
  })
  return control
}
