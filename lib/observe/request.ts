import { randomUUID } from "node:crypto";
import { env } from "@/lib/env";
import { serverState } from "@/lib/server/state";

export const ID_HEADER = "x-request-id";
const PLAIN = /^[\w.-]{1,64}$/;

/** The id of the request that is being answered; undefined outside of one, and where no server of Node's own answers. */
export const requestId = (): string | undefined => serverState().requests.getStore()?.id;

/** A proxy's own is kept, so that both logs can be read together. A visitor's is not: it could be another request's. */
export const idFor = (given: string | string[] | undefined): string =>
  env().TRUSTED_PROXIES > 0 && typeof given === "string" && PLAIN.test(given) ? given : randomUUID();
