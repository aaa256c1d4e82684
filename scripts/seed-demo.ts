/** Creates the demo user of development, unless it is there. Called by quickstart and dev. */
import { disconnect } from "@/lib/db";
import { seedDemoUser } from "@/lib/demo";
import { failPlainly } from "./parts/fail";

await seedDemoUser()
  .finally(disconnect)
  .catch(failPlainly);
