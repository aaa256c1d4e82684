import { OPERATOR_ID, type TestApp } from "./app";
import { type AppClient, newPerson, type Person } from "./client";
import { callsToStripe, priceOf } from "./billing";
import { deliver, eventOf } from "./webhook";

/** Signs up a person and makes them the one that the app's settings name, instead of an earlier one. */
export async function signUpOperator(app: TestApp): Promise<AppClient & { person: Person }> {
  const person = newPerson("Olga");
  await app.signUp(person);
  await app.database.pool.query(`UPDATE "user" SET id = gen_random_uuid() WHERE id = $1`, [OPERATOR_ID]);
  await app.database.pool.query(`UPDATE "user" SET id = $1 WHERE email = $2`, [OPERATOR_ID, person.email]);
  return Object.assign(await app.signIn(person), { person });
}

/** An event of a price that failed, because Stripe did; Stripe is well again afterwards. @returns its id */
export async function failedEvent(app: TestApp): Promise<string> {
  const price = await app.stripe.prices.retrieve(await priceOf(app, "pro_month"));
  await app.localStripe.fault({ method: "GET", path: `/v1/prices/${price.id}`, kind: "status", status: 500, times: 9 });
  // Of another version than ours, so that Stripe has to be asked.
  const event = eventOf("price.updated", price, { api_version: "2024-06-20" });
  const { status } = await deliver(app, event);
  if (status < 500) throw new Error(`The delivery answered ${status} after ${(await callsToStripe(app)).join(", ")}.`);
  await app.localStripe.clearFaults();
  return event.id;
}

/** Replays as the page's form does. */
export const replay = (client: AppClient, event: string, headers: Record<string, string> = {}): Promise<Response> =>
  client.raw("/api/operator/replay/", { method: "POST", body: new URLSearchParams({ event }), headers });
