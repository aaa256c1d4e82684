import { supportEnv } from "@/lib/env";
import { ProductError, type SeatsTaken } from "@/lib/errors";
import type { Messages } from "@/lib/messages";
import type { FormState } from "./action-form";
import { getMessages } from "./get-messages";
import { pathWith, paths } from "./paths";

/**
 * Runs what takes a seat. Without a free one the form says how many there are, and how there can be more.
 * @param workspaceId for who manages it; null for who is invited
 */
export async function orNoSeat(workspaceId: string | null, work: () => Promise<FormState>): Promise<FormState> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProductError) || !error.extras.seats) throw error;
    const messages = await getMessages();
    const { seats } = error.extras;
    if (workspaceId === null) return { problem: messages.t("seats.takenForGuest", { count: seats.limit }) };
    return { problem: seatsTaken(seats, messages), wayOut: moreSeats(seats, workspaceId, messages) };
  }
}

export const seatsTaken = ({ limit, more }: SeatsTaken, { t }: Messages): string =>
  t(`seats.taken.${more}`, { count: limit });

/** Where there can be more seats; undefined where no page leads to any. */
export function moreSeats({ more, item_id }: SeatsTaken, workspace: string, { t }: Messages): FormState["wayOut"] {
  if (more === "seats") return { href: pathWith(paths.seats, { workspace, item: item_id }), text: t("seats.change") };
  if (more === "plan") return { href: pathWith(paths.pricing, { workspace }), text: t("seats.toPlans") };
  const { SUPPORT_URL } = supportEnv();
  return SUPPORT_URL ? { href: SUPPORT_URL, text: t("site.writeToUs") } : undefined;
}
