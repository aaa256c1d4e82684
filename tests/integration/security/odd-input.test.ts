import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkout, priceOf, subscribe, workspaceOf } from "../../support/billing";
import { type AppClient, startApp, type TestApp } from "../../support/integration";
import { signUpOperator } from "../../support/operator";
import { actions, callAction, endpoints, fieldsIn, pages } from "../../support/ways-in";

/** What every object inherits, what PostgreSQL refuses, what is no text, and far too much. */
const ODD = ["constructor", "__proto__", "toString", "hasOwnProperty", "\0", "\ud800", "../..", "x".repeat(3_000)];
const ODD_JSON: unknown[] = [...ODD, null, 5, -1, 1e300, true, [], ["constructor"], {}, { constructor: 1 }];

let app: TestApp;
let client: AppClient;
let valid: Record<string, string>;
beforeAll(async () => {
  app = await startApp({ env: { CALLS_PER_MINUTE: "10000" } });
  client = await signUpOperator(app);
  const workspace = await workspaceOf(client);
  const { subscriptionId } = await subscribe(app, client, await priceOf(app, "starter_month"), workspace);
  const price = await priceOf(app, "pro_month");
  const other = await app.signUp();
  const { body } = await checkout(other, price, await workspaceOf(other));
  valid = {
    ...{ workspace, workspace_id: workspace, price, price_id: price, subscription: subscriptionId },
    ...{ subscription_id: subscriptionId, session: body.session_id ?? "", token: "a".repeat(43) },
  };
});
afterAll(() => app?.stop());

/** A failure of ours, or what is left of a function or an object that was taken for a text. */
async function fault(answer: Response): Promise<string | null> {
  const text = await answer.text();
  if (answer.status >= 500) return `${answer.status}`;
  return /native code|\[object |function Object/.exec(text)?.[0] ?? null;
}

const known = (names: string[]) =>
  Object.fromEntries(names.flatMap((name) => (valid[name] ? [[name, valid[name]]] : [])));

async function faultsOf(asked: [string, () => Promise<Response>][]): Promise<string[]> {
  const found: string[] = [];
  for (const [what, ask] of asked) {
    const what_ = await fault(await ask());
    if (what_ !== null) found.push(`${what}: ${what_}`);
  }
  return found;
}

const query = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

describe("odd values in an address", () => {
  test.each(pages())("of the page $path", async ({ path, folder }) => {
    const here = path.replace(/0{8}-.*/, valid.workspace ?? "");
    const names = fieldsIn(folder);
    const all = ODD.map((odd): [string, () => Promise<Response>] => {
      const fields = Object.fromEntries(names.map((name) => [name, odd]));
      return [`all=${odd.slice(0, 20)}`, () => client.raw(`${here}?${query(fields)}&${odd.slice(0, 20)}=1`)];
    });
    const one = names.flatMap((name) =>
      ODD.slice(0, 6).map((odd): [string, () => Promise<Response>] => [
        `${name}=${odd}`,
        () => client.raw(`${here}?${query({ ...known(names), [name]: odd })}`),
      ]),
    );
    const repeated: [string, () => Promise<Response>] = [
      "repeated",
      () => client.raw(`${here}?${names.map((name) => `${name}=a&${name}=constructor`).join("&")}`),
    ];
    expect(await faultsOf([...all, ...one, repeated])).toEqual([]);
  });

  test.each(endpoints())("and in the body of the endpoint $path", async ({ path, folder }) => {
    const names = [...new Set([...fieldsIn(folder), "email", "password", "csrfToken", "callbackUrl", "json"])];
    const headers = { "content-type": "application/json" };
    const post = (body: string) => () => client.raw(path, { method: "POST", body, headers });
    const asked: [string, () => Promise<Response>][] = ODD.flatMap((odd) => {
      const fields = Object.fromEntries(names.map((name) => [name, odd]));
      return [
        [`?all=${odd.slice(0, 20)}`, () => client.raw(`${path}?${query(fields)}`)],
        [`form all=${odd.slice(0, 20)}`, () => client.raw(path, { method: "POST", body: new URLSearchParams(fields) })],
      ];
    });
    for (const name of names)
      for (const odd of ODD_JSON) {
        const body = JSON.stringify({ ...known(names), [name]: odd });
        asked.push([`${name}: ${JSON.stringify(odd).slice(0, 20)}`, post(body)]);
      }
    for (const body of ["", "null", "5", "[]", '"x"', "{", '{"__proto__":{"email":"x"}}', "\0"])
      asked.push([body, post(body)]);
    const strange = await faultsOf(asked);
    expect(strange).toEqual([]);
  });

  test.each(actions())("and in the form of the action $name", async (action) => {
    const names = [...fieldsIn("app/(pages)")];
    const here = { ...action, path: action.path.replace(/0{8}-.*/, valid.workspace ?? "") };
    const asked = ODD.slice(0, 6).flatMap((odd): [string, () => Promise<Response>][] => {
      const fields = Object.fromEntries(names.map((name) => [name, odd]));
      return [
        [`all=${odd}`, () => callAction(client, here, fields)],
        [
          `all but the ids=${odd}`,
          () => callAction(client, here, { ...fields, ...known(["workspace", "subscription"]) }),
        ],
      ];
    });
    expect(await faultsOf(asked)).toEqual([]);
  });
});

test("odd languages and cookies change nothing", async () => {
  const asked = ["/login", "/pricing", "/", "/dashboard", "/nothing", "/api/auth/session"].flatMap((path) =>
    ["constructor", "__proto__", "toString;q=1", "de;q=x", ",,,;", "x".repeat(2_000), "%00"].flatMap(
      (odd): [string, () => Promise<Response>][] => [
        [`${path} in ${odd.slice(0, 20)}`, () => client.raw(path, { headers: { "accept-language": odd } })],
        ...["language", "time-zone", "next-auth.session-token", "next-auth.csrf-token", "next-auth.callback-url"].map(
          (name): [string, () => Promise<Response>] => [
            `${path} with ${name}=${odd.slice(0, 20)}`,
            () => fetch(app.url + path, { headers: { cookie: `${name}=${odd}` }, redirect: "manual" }),
          ],
        ),
      ],
    ),
  );
  expect(await faultsOf(asked)).toEqual([]);
});
