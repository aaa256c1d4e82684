import { codeOf } from "@/app/_components/product-error";
import { limitCalls } from "@/lib/auth/limits";
import { previewSeats, type SeatOffer } from "@/lib/billing/seats/preview";
import { listSeatPrices, type SeatPrice } from "@/lib/billing/seats/price";
import type { User } from "@/lib/billing/user";
import type { ProductError } from "@/lib/errors";
import { log } from "@/lib/observe/log";

export type Asked = { workspaceId: string; itemId: string | undefined; seats: number | undefined };

export type Shown = SeatOffer & {
  price: SeatPrice | undefined;
  /** Why the number that was asked for can't be had. */
  problem?: string;
};

type Answer = { shown: Shown; refusal?: undefined } | { shown?: undefined; refusal: { code: string; payer?: string } };

/** Another number may do, or another card. */
const ABOUT_THE_NUMBER = ["seats_out_of_range", "seats_unpaid", "no_payment_method"];

/** What the page shows, or why nothing can be changed. Other errors are thrown. */
export async function fetchOffer(user: User, asked: Asked): Promise<Answer> {
  const { workspaceId, itemId, seats } = asked;
  try {
    if (seats !== undefined) await limitCalls("preview", user.id);
    const offer = await previewSeats(user, workspaceId, itemId, seats);
    const prices = await listSeatPrices(workspaceId, user.id);
    return { shown: { ...offer, price: prices.find((one) => one.itemId === offer.choice.item.item_id) } };
  } catch (error) {
    const code = codeOf(error);
    // The page shows that there is no such address (orNotFound).
    if (!code || code === "workspace_not_found") throw error;
    if (ABOUT_THE_NUMBER.includes(code) && seats !== undefined) {
      const { shown, refusal } = await fetchOffer(user, { ...asked, seats: undefined });
      return shown ? { shown: { ...shown, problem: code } } : { refusal };
    }
    const { extras, cause } = error as ProductError;
    if (cause) log.warn(`The preview of a number of seats could not be read: ${code}`, { code, error: cause });
    return { refusal: { code, payer: extras.payer } };
  }
}
