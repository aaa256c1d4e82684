import { prisma } from "@/lib/db";
import { emailField } from "@/lib/email";
import { takeSlot } from "@/lib/rate-limit";
import { verifyPassword } from "./passwords";

const FIFTEEN_MINUTES = 15 * 60;

/**
 * @param networkAddress where the request came from
 * @returns the user, or null when address and password don't belong together
 * @throws ProductError rate_limited after 10 failures for the e-mail address, or 50 from the network address, in 15 minutes
 */
export async function checkCredentials(email: string, password: string, networkAddress: string) {
  const address = emailField.safeParse(email);
  const fromNetworkAddress = await takeSlot({
    key: `sign-in from ${networkAddress}`,
    limit: 50,
    windowSeconds: FIFTEEN_MINUTES,
  });
  if (!address.success) return null;
  const forAddress = await takeSlot({
    key: `sign-in as ${address.data}`,
    limit: 10,
    windowSeconds: FIFTEEN_MINUTES,
  });
  const user = await prisma().user.findUnique({ where: { email: address.data }, include: { password: true } });
  if (!(await verifyPassword(password, user?.password?.hash)) || !user) return null;
  // Failures alone count; they are counted before the password is looked at, so that many guesses at once can't slip by.
  await Promise.all([fromNetworkAddress.giveBack(), forAddress.giveBack()]);
  return { id: user.id };
}
