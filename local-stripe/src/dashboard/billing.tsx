/** @jsxImportSource hono/jsx */
// Subscriptions and invoices.
import { formatMoney } from "../conventions/currencies.ts";
import type { Context } from "../conventions/context.ts";
import { page } from "../conventions/lists.ts";
import type { Html } from "../pages/layout.tsx";
import { priceTerms, productName } from "../pages/wording.ts";
import type { Invoice, Subscription } from "../store/objects.ts";
import { InvoiceTable, PER_PAGE, SubscriptionTable } from "./customers.tsx";
import { Id, Older } from "./links.tsx";
import { Act, Block, Facts, Frame, instant, Json, Table } from "./parts.tsx";

export function subscriptionsPage(ctx: Context, after: string | undefined): Html {
  const { data, has_more } = page(ctx, "subscription", "", { limit: PER_PAGE, starting_after: after });
  return (
    <Frame title="Subscriptions" at="/subscriptions">
      <SubscriptionTable of={data} />
      <Older address="/subscriptions" last={data.at(-1)?.id} more={has_more} />
    </Frame>
  );
}

export function subscriptionPage(ctx: Context, subscription: Subscription, done: string | undefined): Html {
  const invoices = [...ctx.store.list("invoice", { by: ["customer", subscription.customer] })];
  return (
    <Frame title={`Subscription, ${subscription.status.replaceAll("_", " ")}`} at="/subscriptions" done={done}>
      <Facts
        facts={[
          ["Id", <code>{subscription.id}</code>],
          ["Customer", <Id id={subscription.customer} />],
          ["Created", instant(subscription.created)],
          ["Trial ends", instant(subscription.trial_end)],
          ["Cancels", instant(subscription.cancel_at)],
          ["Ended", instant(subscription.ended_at)],
        ]}
      />
      <div class="actions">
        <Act to={`/customers/${subscription.customer}/decline`}>Make the next charge fail</Act>
      </div>
      <Block title="Items">
        <Table
          name="Items"
          columns={["Product", "Price", "Quantity", "Period", "Id"]}
          rows={subscription.items.data.map((item) => [
            productName(ctx, item.price),
            priceTerms(ctx, item.price, item.quantity ?? 1),
            String(item.quantity ?? "–"),
            `${instant(item.current_period_start)} to ${instant(item.current_period_end)}`,
            <code>{item.id}</code>,
          ])}
          none="No items."
        />
      </Block>
      <Block title="Invoices">
        <InvoiceTable
          of={invoices.filter((one) => one.parent?.subscription_details?.subscription === subscription.id)}
        />
      </Block>
      <Block title="JSON">
        <Json of={subscription} name="The subscription as JSON" />
      </Block>
    </Frame>
  );
}

export function invoicesPage(ctx: Context, after: string | undefined): Html {
  const { data, has_more } = page(ctx, "invoice", "", { limit: PER_PAGE, starting_after: after });
  return (
    <Frame title="Invoices" at="/invoices">
      <InvoiceTable of={data} />
      <Older address="/invoices" last={data.at(-1)?.id} more={has_more} />
    </Frame>
  );
}

export function invoicePage(invoice: Invoice): Html {
  const money = (amount: number) => formatMoney(amount, invoice.currency);
  return (
    <Frame title={`Invoice ${invoice.number ?? "without a number"}`} at="/invoices">
      <Facts
        facts={[
          ["Id", <code>{invoice.id}</code>],
          ["Status", invoice.status],
          ["Customer", <Id id={invoice.customer} />],
          ["Subscription", <Id id={invoice.parent?.subscription_details?.subscription ?? null} />],
          ["Total", money(invoice.total)],
          ["Paid", money(invoice.amount_paid)],
          ["Attempts", String(invoice.attempt_count)],
          ["Next attempt", instant(invoice.next_payment_attempt)],
        ]}
      />
      {invoice.hosted_invoice_url && (
        <p>
          <a href={invoice.hosted_invoice_url}>Hosted invoice page</a>
        </p>
      )}
      <Block title="Lines">
        <Table
          name="Lines"
          columns={["Description", "Quantity", "Amount", "Period"]}
          rows={invoice.lines.data.map((line) => [
            line.description ?? line.id,
            String(line.quantity ?? "–"),
            money(line.amount),
            `${instant(line.period.start)} to ${instant(line.period.end)}`,
          ])}
          none="No lines."
        />
      </Block>
      <Block title="JSON">
        <Json of={invoice} name="The invoice as JSON" />
      </Block>
    </Frame>
  );
}
