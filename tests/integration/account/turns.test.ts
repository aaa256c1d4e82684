import { expect, test } from "vitest";
import { checkCredentials } from "@/lib/auth/credentials";
import { outcome } from "../workspaces/people";
import { PASSWORD, useAccounts } from "./people";

const accounts = useAccounts();

let origins = 0;
/** Each from an origin that nobody has come from. */
const tryIt = (email: string, password: string) =>
  checkCredentials(email, password, { networkAddress: `origin ${origins++}`, deviceId: null });

test("guesses at one account above the ceiling take turns, from wherever they come, and others' sign-ins don't wait", async () => {
  const [ada, bob] = [await accounts().person(), await accounts().person()];
  // As thirty failures leave it.
  await accounts().database.pool.query(
    `INSERT INTO rate_counter (key, hits, expires_at)
     VALUES ($1, array_fill(now(), ARRAY[30]), now() + interval '15 minutes')`,
    [`sign-in as ${ada.email}`],
  );

  const start = performance.now();
  const guesses = Array.from({ length: 40 }, async (_, n) => {
    const said = await outcome(tryIt(ada.email, n % 2 ? "wrong" : PASSWORD));
    return { said, ms: performance.now() - start };
  });
  expect(await tryIt(bob.email, PASSWORD)).toMatchObject({ email: bob.email });
  const bobsMs = performance.now() - start;
  const all = await Promise.all(guesses);
  const looked = all.filter(({ said }) => said !== "overloaded").sort((a, b) => a.ms - b.ms);
  expect(looked).toHaveLength(2);
  expect(looked[0]?.ms).toBeGreaterThanOrEqual(1_490);
  expect(looked[0]?.ms).toBeGreaterThan(bobsMs);
  expect(looked[1]?.ms).toBeGreaterThanOrEqual(2_990);

  // As another instance gives turns away.
  const turnsUntil = (interval: string) =>
    accounts().database.pool.query(
      `INSERT INTO rate_counter (key, hits, expires_at) VALUES ($1, ARRAY[now() + $2::interval], now() + interval '1 min')
       ON CONFLICT (key) DO UPDATE SET hits = EXCLUDED.hits`,
      [`turn to sign-in as ${ada.email}`, interval],
    );
  await turnsUntil("20 s");
  expect(await outcome(tryIt(ada.email, PASSWORD))).toBe("overloaded");
  await turnsUntil("0 s");

  // A turn that has passed is free again, and the right password has it.
  expect(await tryIt(ada.email, PASSWORD)).toMatchObject({ email: ada.email });
});
