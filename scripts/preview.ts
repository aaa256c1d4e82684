/** `npm run preview`: the production build, with the same local parts as `npm run dev`. */
import { takeNoArguments } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { runSession } from "./local/session";

takeNoArguments("preview", "builds the app and starts the build with its local parts");
await runSession({ quickstart: false, production: true }).catch(failPlainly);
