/** @jsxImportSource hono/jsx */
// Events, their delivery attempts, and sending them again.
import type { FC } from "hono/jsx";
import type { Context } from "../conventions/context.ts";
import { allDeliveries, type Delivery } from "../events/delivery-queue.ts";
import { page } from "../conventions/lists.ts";
import type { Html } from "../pages/layout.tsx";
import type { StripeEvent } from "../store/objects.ts";
import { PER_PAGE } from "./customers.tsx";
import { Id, Older } from "./links.tsx";
import { Act, Block, Facts, Frame, instant, Json, Table } from "./parts.tsx";

export function eventsPage(ctx: Context, after: string | undefined, type: string): Html {
  const where = (event: StripeEvent) => event.type.startsWith(type);
  const { data, has_more } = page(ctx, "event", "", { limit: PER_PAGE, starting_after: after }, { where });
  const deliveries = allDeliveries(ctx.store);
  return (
    <Frame title="Events" at="/events">
      <form method="get" class="inline">
        <div class="field">
          <label for="type">Type begins with</label>
          <input
            id="type"
            name="type"
            value={type}
            placeholder="customer.subscription"
            autocapitalize="none"
            spellcheck={false}
          />
        </div>
        <button class="quiet">Show</button>
      </form>
      <Table
        name="Events, newest first"
        columns={["Event", "Type", "Of", "Time", "Deliveries"]}
        rows={data.map((event) => [
          <Id id={event.id} />,
          event.type,
          <Id id={(event.data.object as { id?: string }).id ?? null} />,
          instant(event.created),
          summary(deliveries.filter((one) => one.event === event.id)),
        ])}
        none="No matching events yet."
      />
      <Older
        address={type ? `/events?type=${encodeURIComponent(type)}` : "/events"}
        last={data.at(-1)?.id}
        more={has_more}
      />
    </Frame>
  );
}

/** "2 delivered, 1 pending" */
function summary(deliveries: Delivery[]): string {
  const counts = new Map<string, number>();
  for (const { status } of deliveries) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(", ") || "none";
}

export function eventPage(ctx: Context, event: StripeEvent, done: string | undefined): Html {
  const deliveries = allDeliveries(ctx.store).filter((one) => one.event === event.id);
  return (
    <Frame title={event.type} at="/events" done={done}>
      <Facts
        facts={[
          ["Id", <code>{event.id}</code>],
          ["Of", <Id id={(event.data.object as { id?: string }).id ?? null} />],
          ["Time", instant(event.created)],
          ["Caused by", event.request.id === null ? "time or a page" : `API request ${event.request.id}`],
        ]}
      />
      <div class="actions">
        <Act to={`/events/${event.id}/resend`}>Resend</Act>
      </div>
      <Block title="Deliveries">
        {deliveries.length === 0 && <p class="faint">No endpoint was subscribed when it happened.</p>}
        {deliveries.map((delivery) => (
          <DeliveryPart ctx={ctx} delivery={delivery} />
        ))}
      </Block>
      <Block title="Payload">
        <Json of={event} name="The event as JSON" />
      </Block>
    </Frame>
  );
}

const DeliveryPart: FC<{ ctx: Context; delivery: Delivery }> = ({ ctx, delivery }) => {
  const url = ctx.store.get("webhook_endpoint", delivery.endpoint)?.url ?? `${delivery.endpoint} (deleted)`;
  const next = delivery.next_attempt_at;
  return (
    <>
      <h3>
        {url}: {delivery.status}
      </h3>
      {delivery.fault && <p>Fault: {delivery.fault.replaceAll("_", " ")}.</p>}
      {delivery.status === "pending" && next !== null && <p>Next attempt: {instant(Math.ceil(next / 1000))}</p>}
      <Table
        name={`Delivery attempts to ${url}`}
        columns={["Attempt", "Answer", "At"]}
        rows={delivery.attempts.map(({ at, status, error }, index) => [
          String(index + 1),
          status === null ? (error ?? "no answer") : `HTTP ${status}`,
          at,
        ])}
        none="No attempts yet."
      />
    </>
  );
};
