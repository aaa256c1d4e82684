/** People who share an address, for tests that call the rules themselves, with a mailbox. */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll } from "vitest";
import { sharesAddress } from "@/lib/auth/addresses/address-lock";
import { checkCredentials } from "@/lib/auth/credentials";
import { signUp } from "@/lib/auth/sign-up/sign-up";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/db";
import { linksIn } from "../../support/mail";
import { type Outbox, startOutbox } from "../../support/outbox";
import { insist } from "./people";

async function startSharing() {
  const outbox: Outbox = await startOutbox();
  const rows = async (text: string, values: unknown[] = []) =>
    (await outbox.database.pool.query<Record<string, unknown>>(text, values)).rows;

  return {
    outbox,
    rows,
    /** Who has an address, the confirmed ones marked. */
    namesOf: async (email: string) =>
      (
        await rows(
          `SELECT id, email_verified IS NOT NULL AS confirmed FROM "user" WHERE email = $1 ORDER BY created_at`,
          [email],
        )
      ).map(({ id, confirmed }) => ({ id: String(id), confirmed: confirmed === true })),
    /** @returns the new account's id; null where nothing was made */
    signUp: (email: string, password: string, name?: string) => insist(() => signUp({ email, password, name })),
    /** @returns whose account it opens */
    opens: async (email: string, password: string, deviceId: string | null = null) =>
      (
        await insist(() =>
          checkCredentials(email, password, { networkAddress: `192.0.2.${Math.floor(Math.random() * 250)}`, deviceId }),
        )
      )?.id ?? null,
    /** Somebody who typed an address, as a sign-up makes them, without the seconds that Argon2 takes for many. */
    async typed(email: string, hash?: string): Promise<string> {
      const id = randomUUID();
      await prisma().$transaction(async (tx) => {
        await sharesAddress(tx);
        const password = hash === undefined ? {} : { password: { create: { hash } } };
        await tx.user.create({ data: { id, name: "Typed", email, ...password } });
      });
      return id;
    },
    async confirmed(email = outbox.newAddress()): Promise<string> {
      const id = randomUUID();
      await rows(`INSERT INTO "user" (id, name, email, email_verified) VALUES ($1, 'Holder', $2, now())`, [id, email]);
      return id;
    },
    async pays(userId: string, status = "active"): Promise<void> {
      await rows("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [userId, `cus_${userId}`]);
      await rows(
        "INSERT INTO subscription (id, customer_id, status, metadata, as_of) VALUES ($1, $2, $3, '{}', now())",
        [`sub_${userId}`, `cus_${userId}`, status],
      );
    },
    /** The tokens of the links to a page in all mail to an address, the newest first. */
    async tokens(address: string, page: "confirm-address" | "reset-password"): Promise<string[]> {
      await outbox.send();
      return outbox.mailbox
        .mailTo(address)
        .flatMap(linksIn)
        .filter((link) => link.includes(`/${page}/`))
        .map((link) => link.split("/").at(-1) ?? "");
    },
    kindsAbout: async (userId: string) =>
      (await rows("SELECT kind FROM mail WHERE user_id = $1 ORDER BY created_at, key", [userId])).map(({ kind }) =>
        String(kind),
      ),
  };
}

type Sharing = Awaited<ReturnType<typeof startSharing>>;

export function useSharing(): () => Sharing {
  let sharing: Sharing;
  beforeAll(async () => {
    sharing = await startSharing();
  });
  afterEach(() => setClock(null));
  afterAll(() => sharing?.outbox.stop());
  return () => sharing;
}
