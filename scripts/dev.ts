/** `npm run dev`: the same parts as quickstart, without the installation. */
import { takeNoArguments } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { runSession } from "./local/session";
import { writeBrandCss } from "./standalone/brand-css.mjs";

takeNoArguments("dev", "starts the app and its local parts");
await writeBrandCss();
await runSession({ quickstart: false }).catch(failPlainly);
