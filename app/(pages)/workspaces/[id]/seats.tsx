import { planName } from "@/app/_components/plan-names";
import type { SeatPrice } from "@/lib/billing/seats/price";
import type { Messages } from "@/lib/messages";

/** For managers: what each member costs, and how joining and leaving change the bill. */
export function Seats({ prices, members, messages }: { prices: SeatPrice[]; members: number; messages: Messages }) {
  const { t, sentences } = messages;
  const pending = prices.some(({ seats }) => seats !== members);
  return (
    <section aria-labelledby="seats" className="stack">
      <h2 id="seats">{sentences.workspaces.seats}</h2>
      {prices.map((price) => (
        <p key={price.itemId}>
          {t("workspaces.seatsOf", {
            plan: planName(price.planName, messages),
            count: price.seats,
            each: messages.price(price),
            all: messages.price(price, price.seats),
            priced: messages.priced(price).priced,
          })}
        </p>
      ))}
      {pending && <p role="status">{t("workspaces.seatsPending", { count: members })}</p>}
      <p className="muted">{sentences.workspaces.seatsLead}</p>
    </section>
  );
}
