/** The second half of `npm run quickstart`, for when everything is installed. */
import { failPlainly } from "./parts/fail";
import { runSession } from "./parts/session";

await runSession({ quickstart: true }).catch(failPlainly);
