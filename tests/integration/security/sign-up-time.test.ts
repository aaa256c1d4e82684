import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hashPassword } from "@/lib/auth/passwords/passwords";
import { formsOf, pageOf, send } from "../../support/forms";
import { newPerson, type Person, startApp, type TestApp } from "../../support/integration";
import { actions, callAction } from "../../support/ways-in";
import { startMailbox, type TestMailbox } from "../../support/mail";

vi.setConfig({ testTimeout: 1_800_000 });

/** What they show is weighed every night; a pair in each order only shows that both ways work. */
const PAIRS = Number(process.env.SIGN_UP_PAIRS ?? 2);
const ENOUGH = 300;
const WARM_UPS = 5;
/**
 * Three hundred pairs that can't be told apart are outside of the bounds once in thirty times, and there are twelve
 * comparisons. So one that is outside is measured further, and all its pairs count: nine hundred are so once in four thousand.
 */
const MOST_ROUNDS = 3;

let hash: string;
let app: TestApp;
let mailbox: TestMailbox;
beforeAll(async () => {
  hash = await hashPassword("a mild tuesday in april");
  mailbox = await startMailbox();
  app = await startApp({ env: { ...mailbox.settings, TRUSTED_PROXIES: "1", SIGN_IN_BY_MAIL: "true" } });
});
afterAll(async () => {
  await app?.stop();
  await mailbox?.stop();
});

async function timeOf(work: () => Promise<number>, expected: number): Promise<number> {
  const started = performance.now();
  expect(await work()).toBe(expected);
  return performance.now() - started;
}

const signUp = (person: Person) => timeOf(async () => (await app.anonymous().signUp(person)).status, 201);

let asked = 0;

/** Each from somewhere else, because an origin may ask thirty times an hour. */
const fromElsewhere = () => ({ "x-forwarded-for": `198.51.${Math.floor(asked / 250)}.${asked++ % 250}` });

/** Somebody who opened the page, and only now sends the form. */
async function askForReset({ email }: Person): Promise<number> {
  const client = app.anonymous();
  const form = formsOf((await pageOf(client, "/forgot-password")).html).find(
    ({ button }) => button === "Send the link",
  );
  const from = fromElsewhere();
  return timeOf(async () => (await send(client, "/forgot-password", { ...form?.values, email }, from)).status, 303);
}

async function failToSignIn({ email }: Person): Promise<number> {
  const client = app.anonymous();
  const { body: token } = await client.get<{ csrfToken: string }>("/api/auth/csrf");
  const form = new URLSearchParams({ csrfToken: token.csrfToken, email, password: "wrong", json: "true" });
  const init = { method: "POST", body: form, headers: fromElsewhere() };
  return timeOf(async () => (await client.raw("/api/auth/callback/credentials", init)).status, 401);
}

/** Who asks for a link to sign in. */
async function askForLink({ email }: Person): Promise<number> {
  const action = actions().find(({ name }) => name === "askForLink");
  if (!action) throw new Error("There is no such action.");
  const client = app.anonymous();
  await pageOf(client, "/login");
  const from = fromElsewhere();
  return timeOf(async () => {
    const answer = await callAction(client, action, { email, wanted: "" }, from);
    expect(await answer.text()).not.toMatch(/"problem":"|"problems":\{"email":"Enter/);
    return answer.status;
  }, 200);
}

/** How often one of these took longer than one of those; a half where they can't be told apart. */
function areaUnderCurve(these: number[], those: number[]): number {
  const wins = these.flatMap((one) => those.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}

/** @param known makes somebody who has an account, or two */
async function compare(timed: (person: Person) => Promise<number>, known: () => Promise<Person>): Promise<void> {
  for (let warm = 0; warm < WARM_UPS && PAIRS >= ENOUGH; warm++) await timed(await known());
  const [taken, free]: [number[], number[]] = [[], []];
  let area = 0;
  for (let round = 0; round < MOST_ROUNDS && !isWithin(area); round++) {
    for (let pair = 0; pair < PAIRS; pair++) {
      const person = await known();
      // Which one is first changes, so that what else the machine does meets both alike.
      const tries = [async () => taken.push(await timed(person)), async () => free.push(await timed(newPerson()))];
      for (const ask of pair % 2 ? tries.reverse() : tries) await ask();
    }
    area = areaUnderCurve(taken, free);
    console.log(`${expect.getState().currentTestName}: ${taken.length} pairs, area under the curve ${area.toFixed(3)}`);
    if (PAIRS < ENOUGH) return;
  }
  expect(area).toSatisfy(isWithin);
}

const isWithin = (area: number): boolean => area > 0.45 && area < 0.55;

/** Whose an address is: somebody's who confirmed it, or that of one or two who only typed it. */
const KINDS = ["confirmed", "typed by one", "typed by two"] as const;

/** Somebody new whose address has accounts of this kind. Each address gets few mails an hour. */
async function known(kind: (typeof KINDS)[number]): Promise<Person> {
  const person = newPerson();
  const client = await app.database.pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT set_config('billing.shares_addresses', 'on', TRUE)");
    for (let n = 0; n < (kind === "typed by two" ? 2 : 1); n++)
      await client.query(
        `WITH made AS (INSERT INTO "user" (id, email, email_verified) VALUES (gen_random_uuid(), $1, $2) RETURNING id)
         INSERT INTO password_credential (user_id, hash) SELECT id, $3 FROM made`,
        [person.email, kind === "confirmed" ? new Date() : null, hash],
      );
    await client.query("COMMIT");
  } finally {
    client.release();
  }
  return person;
}

describe.each(KINDS)("nobody can tell an address that is %s from one that nobody has", (kind) => {
  test.each([
    ["a sign-up", signUp],
    ["a forgotten password", askForReset],
    ["a link to sign in", askForLink],
    ["a sign-in that fails", failToSignIn],
  ] as const)("by the time of %s", async (_, timed) => {
    await compare(timed, () => known(kind));
  });
});
