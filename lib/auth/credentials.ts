import { emailField } from "@/lib/email";
import { ProductError } from "@/lib/errors";
import { takeSlot, type Slot } from "@/lib/rate-limit";
import { findHolders } from "./addresses/holders";
import { renewPassword } from "./passwords/passwords";
import { isKnownDevice } from "./sessions";
import { accountsTurn, requireTurn } from "./turn";
import { whosePassword } from "./passwords/whose-password";

/** For so long a wrong password counts. */
export const FAILURES_COUNT_SECONDS = 15 * 60;
const WINDOW = { windowSeconds: FAILURES_COUNT_SECONDS };

/** Failures in a quarter of an hour after which an origin is refused: for one address, and for all. */
const FOR_ADDRESS = 10;
const FROM_ORIGIN = 50;
/** Failures from all origins after which every further try for the address waits for its turn, the right password too. */
const BEFORE_WAITING = 30;

/** Where a try to sign in comes from. */
export type Origin = {
  networkAddress: string;
  /** Of its cookie, which anyone can make up. */
  deviceId: string | null;
};

/**
 * Failures are counted by origin, so that nobody can lock out somebody else from elsewhere: what others do from many
 * places only makes a try slower, and a device that the address has signed in on isn't even slowed.
 * @returns the user, and how the password is kept; or null when address and password don't belong together
 * @throws ProductError rate_limited after too many failures from this origin; overloaded
 */
export async function checkCredentials(email: string, password: string, { networkAddress, deviceId }: Origin) {
  const address = emailField.safeParse(email);
  const isKnown = address.success && deviceId !== null && (await isKnownDevice(address.data, deviceId));
  const device = isKnown ? deviceId : null;
  const slots: Slot[] = [];
  const count = async (key: string, limit: number) => slots.push(await takeSlot({ key, limit, ...WINDOW }));
  // Failures alone count; they are counted before the password is looked at, so that many guesses at once can't slip by.
  const giveBack = () => Promise.all(slots.map((slot) => slot.giveBack()));
  try {
    const all = address.success ? `sign-in as ${address.data}` : null;
    if (device === null && all !== null) requireTurn(all);
    if (device === null) await count(`sign-in from ${networkAddress}`, FROM_ORIGIN);
    if (!address.success || all === null) return null;
    await count(
      `sign-in as ${address.data} ${device === null ? "from" : "on"} ${device ?? networkAddress}`,
      FOR_ADDRESS,
    );
    if (device === null) await count(all, BEFORE_WAITING).catch((error: unknown) => waitForTurn(all, error));
    const holder = await whosePassword(address.data, password, await findHolders(address.data));
    if (!holder?.hash) return null;
    await giveBack();
    const hash = await renewPassword(holder.id, password, holder.hash);
    return { id: holder.id, email: address.data, hash };
  } catch (error) {
    // Nobody looked at the password.
    if (error instanceof ProductError && error.code === "overloaded") await giveBack();
    throw error;
  }
}

async function waitForTurn(key: string, error: unknown): Promise<void> {
  if (!(error instanceof ProductError)) throw error;
  await accountsTurn(key);
}
