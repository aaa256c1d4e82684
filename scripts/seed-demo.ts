/** Creates the demo user of development, unless it is there, and says its id. Called by quickstart and dev. */
import { disconnect } from "@/lib/db";
import { seedDemoUser } from "@/lib/demo";
import { failPlainly } from "./cli/fail";

await seedDemoUser()
  .then((id) => console.log(`id ${id}`))
  .finally(disconnect)
  .catch(failPlainly);
