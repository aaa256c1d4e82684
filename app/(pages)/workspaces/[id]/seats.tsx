import { moreSeats, seatsTaken } from "@/app/_components/no-seat";
import { pathWith, paths } from "@/app/_components/paths";
import type { SeatLimit } from "@/lib/billing/seats/limit";
import { planName } from "@/app/_components/plan-names";
import type { SeatPrice } from "@/lib/billing/seats/price";
import type { Messages } from "@/lib/messages";

type Props = {
  workspaceId: string;
  prices: SeatPrice[];
  members: number;
  limit: SeatLimit | null;
  messages: Messages;
};

/** For managers: what seats cost, how joining and leaving change the bill, and whether there is a seat for one more. */
export function Seats({ workspaceId, prices, members, limit, messages }: Props) {
  const { t, sentences } = messages;
  const said = sentences.seats;
  const pending = prices.find(({ seats, owed }) => seats !== owed);
  const taken =
    limit?.seats != null && members >= limit.seats
      ? { limit: limit.seats, more: limit.more, item_id: limit.itemId ?? undefined }
      : null;
  const wayOut = taken && moreSeats(taken, workspaceId, messages);
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
          })}{" "}
          <Bounds price={price} members={members} messages={messages} />{" "}
          {price.chosen && price.isYours && (
            <a
              href={pathWith(paths.seats, { workspace: workspaceId, item: price.itemId })}
              aria-label={t("seats.changeOf", { plan: price.planName ?? sentences.dashboard.plan })}
            >
              {said.change}
            </a>
          )}
        </p>
      ))}
      {pending && <p role="status">{t("workspaces.seatsPending", { count: pending.owed })}</p>}
      {taken && (
        <p className="notice">
          {seatsTaken(taken, messages)} {wayOut && <a href={wayOut.href}>{wayOut.text}</a>}
        </p>
      )}
      {prices.some(byMembers) && <p className="muted">{sentences.workspaces.seatsLead}</p>}
      {prices.some(({ chosen }) => chosen) && <p className="muted">{said.chosenLead}</p>}
    </section>
  );
}

const byMembers = ({ chosen, agreed }: SeatPrice): boolean => !chosen && !agreed;

/** How many are in use of a number that does not follow the members, or between which numbers it follows them. */
function Bounds({ price, members, messages: { t } }: { price: SeatPrice; members: number; messages: Messages }) {
  const { minSeats, maxSeats, seats } = price;
  if (!byMembers(price)) return t("seats.room", { used: members, count: seats });
  return [
    minSeats !== null && minSeats > 1 && t("seats.least", { count: minSeats }),
    maxSeats !== null && t("seats.most", { count: maxSeats }),
  ]
    .filter(Boolean)
    .join(" ");
}
