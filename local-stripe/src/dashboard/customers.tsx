/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import { formatMoney } from "../conventions/currencies.ts";
import type { Context } from "../conventions/context.ts";
import { page } from "../conventions/lists.ts";
import { cardExpiry, cardName } from "../pages/wording.ts";
import type { Html } from "../pages/layout.tsx";
import type { Customer, Invoice, Subscription } from "../store/objects.ts";
import { Id, Older } from "./links.tsx";
import { Act, Block, Facts, Frame, instant, Json, Table } from "./parts.tsx";

export const PER_PAGE = 50;

export function customersPage(ctx: Context, after: string | undefined): Html {
  const { data, has_more } = page(ctx, "customer", "", { limit: PER_PAGE, starting_after: after });
  return (
    <Frame title="Customers" at="/customers">
      <Table
        name="Customers, newest first"
        columns={["Customer", "Email", "Name", "Created"]}
        rows={data.map((one) => [<Id id={one.id} />, one.email ?? "–", one.name ?? "–", instant(one.created)])}
        none="No customers yet."
      />
      <Older address="/customers" last={data.at(-1)?.id} more={has_more} />
    </Frame>
  );
}

export function customerPage(ctx: Context, customer: Customer, done: string | undefined): Html {
  const methods = [...ctx.store.list("payment_method", { by: ["customer", customer.id] })];
  return (
    <Frame title={customer.email ?? customer.id} at="/customers" done={done}>
      <Facts
        facts={[
          ["Id", <code>{customer.id}</code>],
          ["Name", customer.name],
          ["Created", instant(customer.created)],
          ["Test clock", <Id id={customer.test_clock ?? null} />],
        ]}
      />
      <div class="actions">
        <Act to={`/customers/${customer.id}/decline`}>Make the next charge fail</Act>
      </div>
      <Block title="Subscriptions">
        <SubscriptionTable of={[...ctx.store.list("subscription", { by: ["customer", customer.id] })]} />
      </Block>
      <Block title="Invoices">
        <InvoiceTable of={[...ctx.store.list("invoice", { by: ["customer", customer.id] })]} />
      </Block>
      <Block title="Cards">
        <Table
          name="Cards"
          columns={["Card", "Expires", "Id"]}
          rows={methods.map((one) => [
            <>
              {cardName(one)}
              {one.id === customer.invoice_settings.default_payment_method && " (default)"}
            </>,
            cardExpiry(one),
            <code>{one.id}</code>,
          ])}
          none="No saved cards."
        />
      </Block>
      <Block title="JSON">
        <Json of={customer} name="The customer as JSON" />
      </Block>
    </Frame>
  );
}

export const SubscriptionTable: FC<{ of: Subscription[] }> = ({ of }) => (
  <Table
    name="Subscriptions, newest first"
    columns={["Subscription", "Status", "Customer", "Period ends", "Cancels"]}
    rows={of.map((one) => [
      <Id id={one.id} />,
      one.status,
      <Id id={one.customer} />,
      instant(one.items.data[0]?.current_period_end),
      one.ended_at === null ? instant(one.cancel_at) : `ended ${instant(one.ended_at)}`,
    ])}
    none="No subscriptions yet."
  />
);

export const InvoiceTable: FC<{ of: Invoice[] }> = ({ of }) => (
  <Table
    name="Invoices, newest first"
    columns={["Invoice", "Status", "Total", "Customer", "Reason", "Created"]}
    rows={of.map((one) => [
      <Id id={one.id} />,
      one.status ?? "–",
      formatMoney(one.total, one.currency),
      <Id id={one.customer} />,
      (one.billing_reason ?? "–").replaceAll("_", " "),
      instant(one.created),
    ])}
    none="No invoices yet."
  />
);
