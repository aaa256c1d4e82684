/**
 * Creates the demo user of development, unless it is there, and says its id. Called by quickstart and dev. With local mail
 * it also invites somebody, once, so that there is a first mail to read.
 */
import { disconnect } from "@/lib/db";
import { seedDemoInvitation, seedDemoUser } from "@/lib/demo";
import { failPlainly } from "./cli/fail";

await seedDemoUser()
  .then(async (id) => {
    await seedDemoInvitation(id);
    return id;
  })
  .then((id) => console.log(`id ${id}`))
  .finally(disconnect)
  .catch(failPlainly);
