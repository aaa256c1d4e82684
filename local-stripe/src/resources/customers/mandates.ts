import { fetch, get } from "../../conventions/endpoint.ts";

export const mandateEndpoints = [get("/v1/mandates/:id", {}, (ctx, _params, id) => fetch(ctx, "mandate", id))];
