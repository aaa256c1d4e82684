/** @jsxImportSource hono/jsx */
// Test clocks: their time, their customers, and advancing them.
import { beginAdvance } from "../billing/time/advance-clock.ts";
import { boundary } from "../billing/subscriptions/periods.ts";
import { DAY, HOUR } from "../time.ts";
import type { Context } from "../conventions/context.ts";
import { Problem } from "../pages/fields.tsx";
import type { Html } from "../pages/layout.tsx";
import type { TestClock } from "../store/objects.ts";
import { Id } from "./links.tsx";
import { Block, Facts, Frame, instant, Select, Table } from "./parts.tsx";
import { own } from "../conventions/own.ts";

const STEPS: [string, string][] = [
  ["hour", "1 hour"],
  ["day", "1 day"],
  ["3 days", "3 days"],
  ["week", "1 week"],
  ["month", "1 month"],
  ["year", "1 year"],
];

function after(clock: TestClock, step: string): number {
  if (step === "month" || step === "year") return boundary(clock.frozen_time, { interval: step, interval_count: 1 }, 1);
  return clock.frozen_time + (own<number>({ hour: HOUR, day: DAY, "3 days": 3 * DAY, week: 7 * DAY }, step) ?? HOUR);
}

/** As far as Stripe lets a clock advance at once; too far is refused with Stripe's message. */
export function advance(ctx: Context, clock: TestClock, step: string): TestClock {
  return beginAdvance(ctx, clock, after(clock, step));
}

export function clocksPage(ctx: Context): Html {
  const clocks = [...ctx.store.list("test_helpers.test_clock")];
  return (
    <Frame title="Test clocks" at="/clocks">
      <p>
        The time of some customers, which passes only when you advance it. To put a customer on a clock, create it with
        the parameter test_clock.
      </p>
      <Table
        name="Test clocks, newest first"
        columns={["Clock", "Name", "Time", "Status"]}
        rows={clocks.map((one) => [
          <a href={`/clocks/${one.id}`}>{one.id}</a>,
          one.name ?? "–",
          instant(one.frozen_time),
          one.status,
        ])}
        none="No test clocks yet. Create one with POST /v1/test_helpers/test_clocks."
      />
    </Frame>
  );
}

export function clockPage(ctx: Context, clock: TestClock, done: string | undefined, problem?: string): Html {
  const customers = [...ctx.store.list("customer", { by: ["test_clock", clock.id] })];
  const target = clock.status_details.advancing?.target_frozen_time;
  return (
    <Frame title={clock.name ?? clock.id} at="/clocks" done={done}>
      <Facts
        facts={[
          ["Id", <code>{clock.id}</code>],
          ["Time", instant(clock.frozen_time)],
          ["Status", target === undefined ? clock.status : `advancing to ${instant(target)}`],
        ]}
      />
      <form method="post" action={`/clocks/${clock.id}/advance`} class="inline">
        <Problem text={problem} />
        <Select label="Advance by" name="step" options={STEPS} />
        <button>Advance</button>
      </form>
      <Block title="Customers">
        <Table
          name="Customers on the clock"
          columns={["Customer", "Email"]}
          rows={customers.map((one) => [<Id id={one.id} />, one.email ?? "–"])}
          none="No customers on this clock."
        />
      </Block>
    </Frame>
  );
}
