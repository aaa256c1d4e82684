import { fetch, get, post } from '../api.ts'
import { update } from '../changes.ts'
import { cursor, inRange, listParams, page, pageOf, range } from '../lists.ts'
import { changeMetadata, metadata } from '../metadata.ts'
import { oneOf, string } from '../params.ts'

export const invoiceEndpoints = [
  get(
    '/v1/invoices',
    listParams({ customer: string(), subscription: string(), status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void'), created: range(), collection_method: oneOf('charge_automatically', 'send_invoice') }),
    (ctx, { customer, subscription, status, created, collection_method, ...at }) =>
      page(ctx, 'invoice', '/v1/invoices', at, {
        by: customer === undefined ? undefined : ['customer', customer],
        where: (invoice) =>
          (subscription === undefined || invoice.parent?.subscription_details?.subscription === subscription) &&
          (status === undefined || invoice.status === status) &&
          (collection_method === undefined || invoice.collection_method === collection_method) &&
          inRange(invoice.created, created),
      }),
  ),
  get('/v1/invoices/:id', {}, (ctx, _params, id) => fetch(ctx, 'invoice', id)),
  post('/v1/invoices/:id', { metadata: metadata() }, (ctx, params, id) => {
    const invoice = fetch(ctx, 'invoice', id)
    return update(ctx, 'invoice', { ...invoice, metadata: changeMetadata(invoice.metadata ?? {}, params.metadata) }, 'invoice.updated')
  }),
  get('/v1/invoices/:id/lines', cursor, (ctx, at, id) => pageOf(fetch(ctx, 'invoice', id).lines.data, `/v1/invoices/${id}/lines`, at)),
]
