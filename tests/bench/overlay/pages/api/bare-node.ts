import { nodeEndpoint, readNodeBody } from "@/lib/node-http";

/** A handler that only reads the body of Node's request: the baseline for the webhook. */
export const config = { api: { bodyParser: false } };

export default nodeEndpoint("POST", async (request) => ({ ok: (await readNodeBody(request, 1024 * 1024)).length > 0 }));
