import { env } from "@/lib/env";
import { fetchDefault, notePortalSeen } from "../portal/configuration";
import { examineAll } from "./alone";
import { compare } from "./compare";
import type { Walk } from "./run";

/** The configuration of the portal that is in force. Stripe's list of them can't be walked by time. */
export async function checkPortalConfigurations(walk: Walk): Promise<void> {
  const named = env().STRIPE_PORTAL_CONFIGURATION;
  if (named) await examineAll(walk, "portal_configuration", [named]);
  else {
    const { records } = await fetchDefault();
    const found = await compare("portal_configuration", records);
    for (const { row } of records) {
      if (found.get(row.id)?.findings.length === 0) walk.tally.count("portal_configuration", "same");
      else await examineAll(walk, "portal_configuration", [row.id]);
    }
  }
  if (!walk.task.dryRun) await notePortalSeen();
}
