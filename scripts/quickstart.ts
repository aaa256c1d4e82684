/** The second half of `npm run quickstart`, for when everything is installed. */
import { failPlainly } from "./cli/fail";
import { runSession } from "./local/session";

await runSession({ quickstart: true }).catch(failPlainly);
