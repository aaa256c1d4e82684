import { nodeEndpoint, readNodeBody } from "@/lib/node-http";
import { oneStatement } from "../../lib/bench/one-statement";

/** The least that a Next handler can do to keep an event. */
export const config = { api: { bodyParser: false } };

export default nodeEndpoint("POST", async (request) => {
  const payload = (await readNodeBody(request, 1024 * 1024)).toString("utf8");
  await oneStatement(payload, request.headers["stripe-signature"]?.toString() ?? "");
  return { received: true };
});
