/** `npm run offers`: hidden prices that are offered to single workspaces. */
import { userInfo } from "node:os";
import { now } from "@/lib/clock";
import { addOffer, listOffers, listStandingOffers, type PriceOffer, revokeOffer } from "@/lib/billing/offers/offers";
import { workspaceIsKnown } from "@/lib/billing/entitlements/overrides";
import { formatInstant } from "@/lib/format";
import { resolveWorkspaceId } from "@/lib/ids";
import { answerHelp } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { type OfferOrder, offerArguments, USAGE } from "./cli/offer-arguments";
import { withDatabase } from "./cli/with-database";

async function main(): Promise<void> {
  answerHelp(USAGE);
  const order = offerArguments(process.argv.slice(2), now());
  await withDatabase(() => carryOut(order));
}

async function carryOut(order: OfferOrder): Promise<void> {
  if (order.do === "list") return list(order.workspace);
  const by = order.by ?? userInfo().username;
  if (order.do === "revoke") {
    const revoked = await revokeOffer(order.id, by);
    if (!revoked)
      throw new Error(`There is no offer ${order.id}, or it has run out. List them: npm run offers -- list`);
    return console.log(`Revoked: ${offerLine(revoked)}`);
  }
  const workspaceId = await idOf(order.workspace);
  const made = await addOffer({ workspaceId, until: order.until, offeredBy: by }, order.price);
  if (!made) throw noWorkspace(order.workspace);
  console.log(`Offered: ${offerLine(made)}\nOwners and admins of the workspace see it on their dashboard.`);
}

async function list(workspace: string | null): Promise<void> {
  const offers = workspace === null ? await listStandingOffers() : await listOffers(await idOf(workspace));
  console.log(offers.map(offerLine).join("\n") || "Nothing is offered.");
}

async function idOf(named: string): Promise<string> {
  const id = await resolveWorkspaceId(named);
  if (!id || !(await workspaceIsKnown(id))) throw noWorkspace(named);
  return id;
}

const noWorkspace = (id: string): Error => new Error(`There is no workspace ${id}.`);

function offerLine({
  id,
  priceId,
  workspaceId,
  until,
  offeredBy,
  offeredAt,
  revokedBy,
  revokedAt,
}: PriceOffer): string {
  const ended = revokedAt ? `; revoked by ${revokedBy} on ${formatInstant(revokedAt)}` : until <= now() ? "; over" : "";
  return `${id}  ${priceId} for ${workspaceId}, until ${formatInstant(until)} (${offeredBy}, ${formatInstant(offeredAt)}${ended})`;
}

await main().catch(failPlainly);
