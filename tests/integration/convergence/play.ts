import Stripe from "stripe";
import { expect } from "vitest";
import { runPendingWork } from "@/lib/billing/pending-work/run";
import type { Played as Kind } from "./expected";
import { Courier } from "./courier";
import { expected, expectedGone, sameButCurrencies, type StripeObject } from "./expected";
import { calmly, isChange, isDelivery, isMeeting, MOST_CHANGES, type ChangeStep, type Plan } from "./plans";
import { checkSightings, Reader } from "./reader";
import { Stage, type Told } from "./stage";
import type { World } from "./world";

/** One history, from an empty account to the last event; throws when the mirror broke a promise. */
export async function play(world: World, { known, steps, end }: Plan): Promise<void> {
  const stage = await Stage.set(world, known);
  const reader = new Reader(world.database.pool);
  const courier = new Courier(stage, reader);
  try {
    let changes = 0;
    for (const step of steps) {
      if (!isDelivery(step) && (changes += isMeeting(step) ? 2 : 1) > MOST_CHANGES) continue;
      if (isDelivery(step)) await courier.step(step);
      else if (isChange(step)) await stage.change(step);
      else await (isMeeting(step) ? courier.meet(step) : courier.overtake(step));
      await courier.pass();
    }
    await courier.pass(Infinity);
    const rest = shuffled(courier.waiting(), end.order);
    for (let at = 0, index = 0; at < rest.length; at += end.atOnce) {
      const parts = rest
        .slice(at, at + end.atOnce)
        .map((told) => ({ told, manner: end.manners[index++ % end.manners.length] ?? calmly }));
      await courier.together(parts);
    }
    await redeliver(stage, courier);
    await runPendingWork(stage.workspace);
    await checkAll(stage, reader);
  } finally {
    await courier.pass(Infinity).catch(() => undefined);
    await stage.leave();
  }
}

/**
 * All goes well: every event at once, in order, in a second of its own. Nothing of it needs a call to Stripe, but that a
 * price's event doesn't say its currencies, and that subscriptions follow a new card of their customer's.
 */
export async function playCalmly(world: World, changes: ChangeStep[]): Promise<void> {
  const stage = await Stage.set(world, true);
  const reader = new Reader(world.database.pool);
  const courier = new Courier(stage, reader);
  try {
    for (const [index, told] of stage.told.entries()) told.second += index - stage.told.length;
    for (const change of changes) {
      await stage.change(change);
      for (const told of courier.waiting()) {
        if (isOurs(stage, told)) await courier.together([{ told, manner: calmly }]);
        const asked = told.kind === "price" ? [`GET /v1/prices/${told.id}`] : [];
        if (!bringsNewCard(told)) expect(stage.party.calls, `for ${told.event.type}`).toEqual(asked);
        told.taken = true;
      }
    }
    await checkAll(stage, reader);
  } finally {
    await stage.leave();
  }
}

const bringsNewCard = ({ event }: Told): boolean =>
  event.type === "customer.updated" && event.data.previous_attributes?.invoice_settings !== undefined;

/** What could not be taken comes again, and what was taken comes once more and changes nothing. */
async function redeliver(stage: Stage, courier: Courier): Promise<void> {
  for (let round = 0; courier.waiting().length > 0; round++) {
    if (round === 5)
      throw new Error(
        `Never taken: ${courier
          .waiting()
          .map(({ event }) => event.type)
          .join(", ")}`,
      );
    for (const told of courier.waiting()) await courier.attempt(told, calmly);
  }
  const last = stage.told.at(-1);
  if (last) await courier.attempt(last, calmly);
  expect(stage.party.calls).toEqual([]);
}

async function checkAll(stage: Stage, reader: Reader): Promise<void> {
  // Of one that was gone before we had heard of it nobody can say any more that it was ours: then nothing of it is here
  // but those of its subscriptions that are assigned to our workspace, and what is brought for them.
  const outside = await outsideAmong(stage);
  for (const id of stage.ours) {
    const unknown = stage.deleted.has(id) && id !== stage.known && !outside.has(id);
    if (unknown && (await reader.look({ kind: "customer", id })) === "no row") stage.ours.delete(id);
  }
  for (const { kind, id } of stage.all()) {
    const isOutside = outside.has(stage.customers.get(id) ?? id) && !isAssigned(stage, id);
    if (isOutside && (await reader.look({ kind, id })) === "no row") continue;
    if (isOurs(stage, { kind, id })) await checkOne(stage, reader, kind, id);
    else expect(await reader.look({ kind, id }), `the row of ${id}, which is a stranger's`).toBe("no row");
  }
  const ids = stage.told.filter((told) => isOurs(stage, told)).map(({ event }) => event.id);
  const { rows } = await stage.world.database.pool.query<{ id: string; type: string; state: string }>(
    "SELECT id, type, state FROM stripe_event WHERE id = ANY ($1) AND state = 'failed'",
    [ids],
  );
  expect(rows, "failed events in the inbox").toEqual([]);
}

/** Customers who are here for an assigned subscription only. */
async function outsideAmong({ world, ours }: Stage): Promise<Set<string>> {
  const { rows } = await world.database.pool.query<{ id: string }>(
    "SELECT customer_id AS id FROM outside_subscription WHERE customer_id = ANY ($1)",
    [[...ours]],
  );
  return new Set(rows.map(({ id }) => id));
}

const isAssigned = ({ states, workspace }: Stage, id: string): boolean =>
  (JSON.parse(states.get(id)?.at(-1) ?? "{}") as { workspace_id?: unknown }).workspace_id === workspace;

async function checkOne(stage: Stage, reader: Reader, kind: Kind, id: string): Promise<void> {
  const atStripe = await askStripe(stage, kind, id);
  const said = await reader.look({ kind, id });
  const owner = stage.customers.get(id) ?? "";
  const ownerGone = stage.deleted.has(owner);
  const free = kind === "payment_method" && atStripe === stateWithoutOwner(atStripe);
  // A card of nobody is nobody's concern; and Stripe does not tell that a deleted customer's cards are free.
  if (!(free && (said === "no row" || ownerGone))) expect(said, `the row of ${kind} ${id}`).toBe(atStripe);
  const states = [...(stage.states.get(id) ?? []), atStripe];
  const allows = kind === "price" ? sameButCurrencies : kind === "subscription" && ownerGone ? sameButEnded : undefined;
  checkSightings(id, reader.sightings(id), states, allows);
}

/** With its customer a subscription ends, before Stripe's own word of its end is here. */
function sameButEnded(sight: string, state: string): boolean {
  if (sight === state) return true;
  const [seen, was] = [sight, state].map((text) => JSON.parse(text) as Record<string, unknown>);
  return (
    seen?.status === "canceled" && JSON.stringify({ ...seen, status: was?.status, ended_at: was?.ended_at }) === state
  );
}

function stateWithoutOwner(state: string): string {
  const object = JSON.parse(state) as Record<string, unknown>;
  return JSON.stringify({ ...object, customer_id: null });
}

/** What belongs to a customer that does not carry our ids is a stranger's. */
function isOurs(stage: Stage, { kind, id }: Pick<Told, "kind" | "id">): boolean {
  if (kind === "product" || kind === "price") return true;
  const customer = kind === "customer" ? id : stage.customers.get(id);
  return customer !== undefined && stage.ours.has(customer);
}

const PATHS: Record<Kind, string> = {
  customer: "customers",
  payment_method: "payment_methods",
  product: "products",
  price: "prices",
  subscription: "subscriptions",
  invoice: "invoices",
};

async function askStripe({ stripe }: Stage, kind: Kind, id: string): Promise<string> {
  try {
    const details = kind === "price" ? "?expand[]=currency_options&expand[]=tiers" : "";
    const object = (await stripe.rawRequest("GET", `/v1/${PATHS[kind]}/${id}${details}`)) as unknown as StripeObject & {
      deleted?: boolean;
    };
    return object.deleted ? expectedGone(kind, id) : expected(kind, object);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.statusCode === 404) return expectedGone(kind, id);
    throw error;
  }
}

/** In an order that the number decides; 0 leaves it as it is. */
function shuffled<T>(list: T[], order: number): T[] {
  const mixed = [...list];
  let state = order;
  for (let at = mixed.length - 1; at > 0 && order > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (at + 1);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}
