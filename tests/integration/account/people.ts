/** People with accounts, for tests that call the rules of lib/auth themselves, in this process. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll } from "vitest";
import { hashPassword } from "@/lib/auth/passwords/passwords";
import { disconnect } from "@/lib/db";
import { inSeconds, now, setClock } from "@/lib/clock";
import { createDatabase, type TestDatabase } from "../../support/integration";

export const PASSWORD = "a mild tuesday in april";

/** A database, and the settings that lib/auth needs. */
async function startAccounts() {
  const database: TestDatabase = await createDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    STRIPE_API_SECRET: "sk_test_none",
    STRIPE_WEBHOOK_SECRET: "whsec_none",
    NEXTAUTH_SECRET: "a secret of the tests",
  });
  const hash = await hashPassword(PASSWORD);

  async function person({ hasPassword = true, email = `ada-${randomUUID()}@example.com` } = {}) {
    const id = randomUUID();
    await database.pool.query(`INSERT INTO "user" (id, name, email) VALUES ($1, 'Ada', $2)`, [id, email]);
    if (hasPassword)
      await database.pool.query("INSERT INTO password_credential (user_id, hash) VALUES ($1, $2)", [id, hash]);
    return { id, name: "Ada", email };
  }

  return { database, person };
}

type Accounts = Awaited<ReturnType<typeof startAccounts>>;

/** Accounts for a test file, started and ended with it. Each test begins with the time as it is. */
export function useAccounts(): () => Accounts {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await startAccounts();
  });
  afterEach(() => setClock(null));
  afterAll(async () => {
    await disconnect();
    await accounts?.database.drop();
  });
  return () => accounts;
}

/** Holds the clock still, from now on or so much later. */
export function later(seconds = 0): Date {
  const at = inSeconds(now(), seconds);
  setClock(at);
  return at;
}

/** A machine that is busy with passwords says so, and everyone comes again. */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      // The gate may be that of an earlier file in this process, with an error class of its own.
      if (!(error instanceof Error && "code" in error && error.code === "overloaded")) throw error;
      // A refusal can be immediate. Without a pause nothing else would have its turn, and the machine would stay busy.
      await pause(20);
    }
  }
}
