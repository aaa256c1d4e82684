import { now } from "@/lib/clock";
import { prisma } from "@/lib/db";
import { emailField } from "@/lib/email";
import { queueMail, sendsMail } from "@/lib/mail/queue";
import { sendSoon } from "@/lib/mail/wake";
import type { Language } from "@/lib/messages";
import { type Entry, tell, writeEntries } from "@/lib/security-log/entry";
import type { Prisma } from "@/prisma/generated/client";
import { lockAddresses } from "../addresses/address-lock";
import { isPayersStill, tellPayers } from "../addresses/contested";
import { addressLost, findHolders, type Holder } from "../addresses/holders";
import { createUser, newUser, unlessTaken } from "../sign-up/new-user";
import { signInMethodChanged } from "../notices";
import { nameFromElsewhere } from "../profile";

/** What a provider says of a person who signed in there. */
export type ProviderAccount = {
  provider: string;
  /** Never changes, unlike names and addresses. */
  providerAccountId: string;
  name: string | null;
  email: string | null;
  /** Whether the provider has verified the address; null where it doesn't say. */
  emailVerified: boolean | null;
};

/** The reason goes into the sign-in page's address. */
export class SignInRefused extends Error {
  constructor(
    readonly reason: "address_taken" | "address_contested" | "address_not_verified" | "verification_unknown",
  ) {
    super(reason);
    this.name = "SignInRefused";
  }
}

/** The user who signs in with an account at a provider, if there is one. */
export async function userOfAccount(provider: string, providerAccountId: string): Promise<string | null> {
  const key = { provider_providerAccountId: { provider, providerAccountId } };
  return (await prisma().account.findUnique({ where: key }))?.userId ?? null;
}

/**
 * Finds or makes the user who signs in with an account at a provider. By the address, an account is added only to a user
 * who has confirmed it too. Otherwise anyone who signs up with another person's address and a new password would share
 * that person's account from their first sign-in on. Who only typed the address loses it to the user that is made.
 * @param mayCreate is asked before a user is made, and throws if not
 * @throws SignInRefused
 */
export async function admit(
  account: ProviderAccount,
  language: Language,
  mayCreate: () => Promise<unknown>,
): Promise<string> {
  const { provider, providerAccountId } = account;
  const known = await userOfAccount(provider, providerAccountId);
  if (known) return known;
  const address = emailField.safeParse(account.email);
  if (account.emailVerified === null) throw new SignInRefused("verification_unknown");
  if (!address.success || !account.emailVerified) throw new SignInRefused("address_not_verified");
  const email = address.data;
  const isTheirs = (await findHolders(email)).some(({ isConfirmed }) => isConfirmed);
  if (!isTheirs) await mayCreate();
  const admitted = await unlessTaken(() => prisma().$transaction((tx) => linkOrCreate(tx, email, account, language)));
  if (admitted !== null && "refused" in admitted) {
    sendSoon();
    throw new SignInRefused(admitted.refused);
  }
  tell(...(admitted?.entries ?? []));
  // Another request was quicker. The same account is the same person.
  const userId = admitted?.userId ?? (await userOfAccount(provider, providerAccountId));
  if (!userId) throw new Error("The user of a provider's account was neither found nor made.");
  return userId;
}

// Waits for a deletion that is under way. A later one waits for this transaction, and forgets what it wrote.
const STAYING = `SELECT id::text FROM "user" WHERE id = ANY ($1::uuid[]) AND deleted_at IS NULL FOR KEY SHARE`;

/** Whom the address means, without those who are deleting their account at this moment. */
async function stayingHolders(tx: Prisma.TransactionClient, email: string): Promise<Holder[]> {
  const holders = await findHolders(email, tx);
  if (holders.length === 0) return [];
  const ids = holders.map(({ id }) => id);
  const staying = await tx.$queryRawUnsafe<{ id: string }[]>(STAYING, ids);
  return holders.filter(({ id }) => staying.some((one) => one.id === id));
}

async function linkOrCreate(
  tx: Prisma.TransactionClient,
  email: string,
  { provider, providerAccountId, name }: ProviderAccount,
  language: Language,
): Promise<{ userId: string; entries?: Entry[] } | { refused: SignInRefused["reason"] }> {
  await lockAddresses(tx, [email]);
  const holders = await stayingHolders(tx, email);
  const [holder] = holders;
  const link = { type: "oauth", provider, providerAccountId, linkedAt: now() };
  if (holder?.isConfirmed) {
    await tx.account.create({ data: { ...link, userId: holder.id } });
    const added: Entry = { event: "sign_in_method_added", actorId: holder.id, about: { method: provider } };
    await writeEntries(tx, added);
    const told = signInMethodChanged(email, language, "added", provider);
    await queueMail(tx, { ...told, userId: holder.id });
    return { userId: holder.id, entries: [added] };
  }
  // Without mail, who signed up with a password could never have confirmed the address, and would lose it by one click.
  if (holder && !sendsMail()) return { refused: "address_taken" };
  if (await isPayersStill(tx, email)) {
    await tellPayers(tx, email, null);
    return { refused: "address_contested" };
  }
  const data = {
    ...newUser({ name: nameFromElsewhere(name), email }, language),
    emailVerified: now(),
    accounts: { create: link },
  };
  const { userId, entries } = await createUser(tx, data);
  const lost = holders.map(({ id }) => ({ ...addressLost(email), userId: id }));
  if (lost.length > 0) await writeEntries(tx, ...lost);
  return { userId, entries: [...entries, ...lost] };
}
