/** `npm run dev`: the same parts as quickstart, without the installation. */
import { failPlainly } from "./parts/fail";
import { runSession } from "./parts/session";

await runSession({ quickstart: false }).catch(failPlainly);
