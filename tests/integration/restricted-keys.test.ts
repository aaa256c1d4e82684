import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runPendingWork } from "@/lib/billing/pending-work/run";
import { root } from "@/scripts/local/paths";
import { runNode } from "@/scripts/processes/run-node";
import { compiled } from "../support/compiled";
import { bareEnvironment } from "../support/environment";
import { startMirror } from "../support/mirror";
import { ourCheckout } from "./payments/people";

// docs/restricted-keys.md says which rights a key needs. With these, and no others, each command does its work.

const KEY = "rk_test_of_this_test";
const COLUMNS = ["app", "stripe:setup", "stripe:sync", "stripe:duplicates"] as const;

/** Local Stripe has no such objects, and so no such right. */
const UNKNOWN_HERE = ["quote"];

function rightsOf(column: (typeof COLUMNS)[number]): string[] {
  const text = readFileSync(join(root, "docs/restricted-keys.md"), "utf8");
  const rows = [...text.matchAll(/^\| `\/v1\/[^`]+` \|(.+)\|$/gm)].map(([, row = ""]) =>
    row.split("|").map((cell) => cell.trim()),
  );
  return rows.flatMap((cells) => {
    const [right, level] = [/`(\w+)`/.exec(cells[1] ?? "")?.[1] ?? "", cells[2 + COLUMNS.indexOf(column)] ?? ""];
    return level === "" || UNKNOWN_HERE.includes(right) ? [] : [`${right}_${level.toLowerCase()}`];
  });
}

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

async function run(script: string, args: string[], permissions: string[]): Promise<string> {
  await mirror.localStripe.restrict({ [KEY]: { permissions } });
  const settings = { ...mirror.settings, STRIPE_API_SECRET: KEY, FRONT_END_BASE_URL: "http://127.0.0.1:3999" };
  return runNode(script, [await compiled(`scripts/${script}.ts`), ...args], { ...bareEnvironment(), ...settings });
}

/** A workspace with one product twice, both paid. */
async function paysTwice(): Promise<void> {
  const customer = await mirror.customer();
  for (let times = 0; times < 2; times++) {
    const { id } = await mirror.subscription(customer, { items: [{ price: mirror.price.id }] });
    await ourCheckout(mirror, customer, id);
  }
  await mirror.sync({ skipPendingWork: true });
  await runPendingWork(customer.workspaceId);
}

test.each<[script: string, column: (typeof COLUMNS)[number], args: string[], lacking: string, said: RegExp]>([
  ["setup", "stripe:setup", [], "product", /done: \d+ changes|nothing to change/],
  ["sync", "stripe:sync", [], "invoice", /Nothing differed|repaired/],
  ["duplicates", "stripe:duplicates", ["--cancel"], "invoice", /Canceled; \$29\.00 refunded/],
])("%s does its work with the rights of %s, and says which it lacks", async (script, column, args, lacking, said) => {
  if (script === "duplicates") await paysTwice();
  const rights = rightsOf(column);
  const without = rights.filter((right) => !right.startsWith(`${lacking}_`));
  expect(without.length).toBeLessThan(rights.length);
  await expect(run(script, args, without)).rejects.toThrow(
    new RegExp(`(GET|POST) /v1/[\\w/:]+: Permission denied\\..*'${lacking}_(read|write)'`),
  );
  expect(await run(script, args, rights)).toMatch(said);
  await mirror.localStripe.restrict({});
});
