import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLogWriter } from "@/lib/observe/log";
import { warnOfUnknownProxy } from "@/lib/server/proxy-warning";
import { serverState } from "@/lib/server/state";

const lines: string[] = [];
beforeEach(() => {
  for (const [name, value] of Object.entries({
    NEXTAUTH_SECRET: "a-long-enough-secret-text",
    STRIPE_API_SECRET: "sk_test_1",
    STRIPE_WEBHOOK_SECRET: "whsec_1",
    DATABASE_URL: "postgresql://db/app",
  }))
    vi.stubEnv(name, value);
  lines.length = 0;
  setLogWriter((_, message) => void lines.push(message));
  serverState().hasWarnedOfProxy = false;
});
afterEach(() => setLogWriter(undefined));

function request(headers: Record<string, string>): IncomingMessage {
  const made = new IncomingMessage(new Socket());
  Object.assign(made.headers, headers);
  return made;
}

test("a header of an unknown proxy is told once", () => {
  warnOfUnknownProxy(request({}));
  for (const address of ["192.0.2.1", "192.0.2.2"]) warnOfUnknownProxy(request({ "x-forwarded-for": address }));
  expect(lines).toEqual([expect.stringContaining("set TRUSTED_PROXIES")]);
});

test.each(["x-action-forwarded", "rsc"])("what Next asks of itself, with %s, is no proxy's", (header) => {
  warnOfUnknownProxy(request({ "x-forwarded-for": "127.0.0.1", [header]: "1" }));
  expect(lines).toEqual([]);
});
