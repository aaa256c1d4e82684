/** `npm run dev`: the same parts as quickstart, without the installation. */
import { takeNoArguments } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { runSession } from "./local/session";

takeNoArguments("dev", "starts the app and its local parts");
await runSession({ quickstart: false }).catch(failPlainly);
