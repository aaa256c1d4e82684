/** @jsxImportSource hono/jsx */
import { API_VERSION } from '../version.ts'
import { Message, type Html } from './layout.tsx'

export function indexPage(baseUrl: string): Html {
  const { hostname, port } = new URL(baseUrl)
  return (
    <Message title="Local Stripe">
      <p>
        This server speaks Stripe’s HTTP API ({API_VERSION}) for selling subscriptions. It keeps its own customers, plans and invoices, sends signed webhooks, and never talks to Stripe.
      </p>
      <h2>Talk to it</h2>
      <pre tabindex={0}>
        <code>{`new Stripe('sk_test_anything', {\n  host: '${hostname}', port: ${port || 80}, protocol: 'http',\n})`}</code>
      </pre>
      <h2>Its pages</h2>
      <p>Checkout sessions, portal sessions and invoices carry the addresses of their pages, as Stripe’s do.</p>
      <h2>Look inside</h2>
      <ul>
        <li>
          <a href="/_local/requests">API calls so far</a>
        </li>
        <li>
          <a href="/_local/deliveries">Webhook deliveries</a>
        </li>
      </ul>
    </Message>
  )
}
