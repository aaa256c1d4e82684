import { pathWith, paths } from "@/app/_components/paths";
import type { FromPrice } from "@/lib/billing/catalog/from-price";
import type { Messages } from "@/lib/messages";
import styles from "./dashboard.module.css";

type Props = { workspaceId: string; mayBuy: boolean; hasOffer: boolean; from: FromPrice; messages: Messages };

/** In place of the plan: what to do, and what plans cost. */
export function NoPlan({ workspaceId, mayBuy, hasOffer, from, messages }: Props) {
  const { noPlan } = messages.sentences.offers;
  const href = pathWith(paths.pricing, { workspace: workspaceId });
  return (
    <section className={`stack ${styles.card}`}>
      <h2>{noPlan.title}</h2>
      <p>{mayBuy ? noPlan.lead : noPlan.member}</p>
      <p className="muted">{costOf(from, messages)}</p>
      <p>
        {/* A view has one filled button: an offer's comes first. */}
        <a className={mayBuy && !hasOffer ? "button" : "button quiet"} href={href}>
          {mayBuy ? noPlan.choose : noPlan.see}
        </a>
      </p>
    </section>
  );
}

function costOf({ free, amountMinor, currency }: FromPrice, { t, money, sentences }: Messages): string {
  const { noPlan } = sentences.offers;
  if (amountMinor === null) return free ? noPlan.free : noPlan.cancel;
  const amount = money(amountMinor, currency, { short: true });
  return t(free ? "offers.noPlan.freeOrFrom" : "offers.noPlan.from", { amount });
}
