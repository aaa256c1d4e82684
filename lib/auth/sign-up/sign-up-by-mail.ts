import { prisma } from "@/lib/db";
import type { Language } from "@/lib/languages.mjs";
import { hasSlot } from "@/lib/rate-limit";
import { tell } from "@/lib/security-log/entry";
import { lockAddresses, sharesAddress } from "../addresses/address-lock";
import { newConfirmation } from "../addresses/confirmation";
import { tellPayers } from "../addresses/contested";
import { findHolders, MOST_UNCONFIRMED } from "../addresses/holders";
import { createUser, newUser, Undone, unlessTaken } from "./new-user";
import { whosePassword } from "../passwords/whose-password";

/** So many mails an hour an address gets because somebody signs up with it. */
const MAILS_AN_HOUR = 5;

type Fields = { name?: string | undefined; email: string; password: string };

/**
 * Creates a user with an address that nobody has confirmed, and a mail to confirm it.
 *
 * - Whose address and password are those of an account is that account's person, who signs up once more: nothing is made.
 * - Up to two accounts name the address. A further one gets it once it is confirmed, and nobody loses it before.
 *
 * @returns the user's id, or null where nothing was made
 */
export async function signUpByMail(fields: Fields, hash: string, language: Language): Promise<string | null> {
  const mayMail = await hasSlot({ key: `sign-up mails to ${fields.email}`, limit: MAILS_AN_HOUR, windowSeconds: 3600 });
  const compared = new Set<string>();
  // Once more for each account that somebody else made meanwhile.
  for (let round = 0; round <= MOST_UNCONFIRMED; round++) {
    const holders = (await findHolders(fields.email)).filter(({ id }) => !compared.has(id));
    const unconfirmed = holders.filter(({ isConfirmed }) => !isConfirmed);
    if (await whosePassword(fields.email, fields.password, unconfirmed)) return null;
    for (const { id } of holders) compared.add(id);
    const made = await create(fields, { hash, language, compared, mayMail });
    if (made === "again") continue;
    tell(...(made?.entries ?? []));
    return made?.userId ?? null;
  }
  return null;
}

type With = { hash: string; language: Language; compared: ReadonlySet<string>; mayMail: boolean };

/** @returns the user; null where nothing was made, or what was made was undone; "again" where there is an account that was not compared */
function create(
  { name, email }: Fields,
  { hash, language, compared, mayMail }: With,
): Promise<Awaited<ReturnType<typeof createUser>> | "again" | null> {
  return unlessTaken(() =>
    prisma().$transaction(async (tx) => {
      await lockAddresses(tx, [email]);
      const holders = await findHolders(email, tx);
      const isConfirmed = holders.some((one) => one.isConfirmed);
      if (!isConfirmed && holders.some(({ id }) => !compared.has(id))) return "again";
      const isFull = holders.length >= MOST_UNCONFIRMED;
      const isUndone = isConfirmed || (isFull && !mayMail);
      const { link, mail } = newConfirmation(email, language);
      await sharesAddress(tx);
      const data = {
        ...newUser({ name, email }, language),
        ...((isFull || isUndone) && { email: null }),
        password: { create: { hash } },
        ...(mayMail && { links: { create: link } }),
      };
      const made = await createUser(tx, data, ({ id, createdAt }) => {
        const which = holders.length > 0 ? { name: name || null, createdAt } : undefined;
        return mayMail ? [{ ...mail(which), userId: id }] : [];
      });
      await tellPayers(tx, email, made.userId);
      if (isUndone) throw new Undone();
      return made;
    }),
  );
}
