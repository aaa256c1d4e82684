import { pathWith, paths } from "@/app/_components/paths";
import { refusalSentence } from "@/app/_components/refusal-sentence";
import { BusyLink } from "@/app/_components/busy-link";
import type { Messages } from "@/lib/messages";
import { own } from "@/lib/own";
import type { Refusal, Way } from "./fetch-preview";

type Props = { refusal: Refusal; way: Way; messages: Messages };

const PASSES = new Set(["stripe_unavailable", "rate_limited"]);

/** Why the change can't be made, and what to do instead. */
export function Refused({ refusal, way: { workspaceId, priceId }, messages }: Props) {
  const { browser, change } = messages.sentences;
  // A code comes back in the address from the way to Stripe: only those that have a sentence are shown.
  // A price that others can buy may be one that the portal doesn't let anybody change to.
  const code = refusal.code === "price_not_available" ? "change_not_possible" : refusal.code;
  const detail = own<string>(browser.refusals, code) ?? browser.refusals.internal_error;
  const workspace = workspaceId;
  return (
    <>
      <p role="alert" className="notice">
        {refusalSentence({ ...refusal, code, detail }, browser)}
      </p>
      <p className="row">
        {PASSES.has(refusal.code) && (
          <BusyLink className="button" href={pathWith(paths.change, { workspace, price: priceId })}>
            {change.again}
          </BusyLink>
        )}
        <a href={pathWith(paths.pricing, { workspace })}>{change.toPlans}</a>
        <a href={pathWith(paths.dashboard, { workspace })}>{change.toDashboard}</a>
      </p>
    </>
  );
}
