/**
 * `npm run quickstart`: from a clean clone to a running app. Until everything is installed, only what comes with
 * Node is used here; the rest is in quickstart.ts.
 */
import { installMissing } from "./bootstrap/install.mjs";
import { takeNoArguments } from "./bootstrap/usage.mjs";

takeNoArguments("quickstart", "installs what is missing, and starts the app and its local parts");
try {
  installMissing();
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
await import("tsx");
await import("./quickstart.ts");
