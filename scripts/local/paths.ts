import { fileURLToPath } from "node:url";

/** The folder of the checkout, wherever a command is started from. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Everything that the local parts keep; ignored by git, gone with `npm run reset`. */
export const dataDir = fileURLToPath(new URL("../../.data", import.meta.url));
