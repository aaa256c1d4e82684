import { nodeEndpoint, readNodeBody } from "@/lib/node-http";

/** What a handler of Node's request costs that only reads its body: the measure of the webhook. */
export const config = { api: { bodyParser: false } };

export default nodeEndpoint("POST", async (request) => ({ ok: (await readNodeBody(request, 1024 * 1024)).length > 0 }));
