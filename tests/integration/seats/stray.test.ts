import { afterAll, beforeAll, expect, test } from "vitest";
import { noteStraySeats } from "@/lib/billing/seats/align";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

const noted = async () =>
  (await mirror.database.pool.query<{ workspace_id: string }>("SELECT workspace_id FROM pending_work")).rows.map(
    (row) => row.workspace_id,
  );

test("a seat too many is found behind more subscriptions than are looked at at once, unless the time is up", async () => {
  const buyer = await mirror.customer();
  const seat = await mirror.seatPrice();
  await mirror.subscription(buyer, { items: [{ price: seat.id, quantity: 3 }] });
  await mirror.sync({ skipPendingWork: true });
  await mirror.database.pool.query("DELETE FROM pending_work");
  // Ids before any that Stripe gives.
  await mirror.database.pool.query(
    "INSERT INTO subscription (id, customer_id, status, metadata, as_of) SELECT 'a' || n, 'cus_nobody', 'active', '{}', now() FROM generate_series(1, 5001) n",
  );
  let asked = 0;
  await noteStraySeats(() => asked++ > 0);
  expect(await noted()).toEqual([]);
  await noteStraySeats(() => false);
  expect(await noted()).toEqual([buyer.workspaceId]);
});
