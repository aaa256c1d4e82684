import { oneStatement } from "../../../lib/bench/one-statement";

/** The least that a Next route handler can do with an event and keep it. */
export const dynamic = "force-dynamic";

export const POST = async (request: Request): Promise<Response> => {
  await oneStatement(await request.text(), request.headers.get("stripe-signature") ?? "");
  return Response.json({ received: true });
};
