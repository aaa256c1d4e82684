// How a caller sees objects: in the version of the API that the request's `Stripe-Version` names, as far as it is served.
import { asShown } from "../conventions/shown.ts";
import { API_VERSION, isBasil } from "../conventions/version.ts";
import type { Store } from "../store/store.ts";
import { asBasil } from "./basil.ts";

export interface View {
  /** What the answer says that it is in. */
  version: string;
  /** What the caller asked for. */
  asked: string | undefined;
  basil: boolean;
  show(store: Store, object: object): object;
}

const CURRENT = { version: API_VERSION, basil: false, show: (_store: Store, object: object) => asShown(object) };

/** Other versions than basil's are answered in the current one. */
export function viewOf(version: string | undefined): View {
  if (version === undefined || !isBasil(version)) return { ...CURRENT, asked: version };
  return { version, asked: version, basil: true, show: (store, object) => asBasil(store, asShown(object)) as object };
}
