// Conversations with Stripe's API that public projects recorded, sent again: the same status, errors and facts.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountOf } from "./conversations/account.ts";
import { conversations, replay } from "./conversations/replay.ts";
import { startLocal, type Local } from "./support.ts";

const all = conversations();
let local: Local;
let account: Map<string, string>;

beforeAll(async () => {
  local = await startLocal();
  account = await accountOf(local.stripe);
});
afterAll(() => local.stop());

describe("recorded conversations", () => {
  it.each(all)("$name", async (conversation) => {
    expect(await replay(local.server.url, conversation, account)).toEqual([]);
  });

  it("says in the README why a recorded call isn't served", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const reasons = new Set(all.flatMap(({ calls }) => calls.flatMap(({ not_served }) => not_served ?? [])));
    expect([...reasons].filter((reason) => !readme.includes(reason))).toEqual([]);
  });
});
