import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LONGEST_MS, MOST_BYTES, wholeBody } from "@/lib/server/whole-body";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A request of which Node has read the headers. */
function begin(headers: Record<string, string>) {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  const response = new ServerResponse(request);
  let outcome: unknown = "open";
  const body = wholeBody(request, response);
  body?.then(
    () => (outcome = "whole"),
    (error: { code: string }) => (outcome = error.code),
  );
  return {
    request,
    response,
    body,
    send: (piece: string) => request.push(Buffer.from(piece)),
    end() {
      request.complete = true;
      request.push(null);
    },
    outcome: async () => {
      await vi.advanceTimersByTimeAsync(0);
      return outcome;
    },
  };
}

const textOf = async (request: IncomingMessage) => {
  let text = "";
  for await (const piece of request) text += String(piece);
  return text;
};

test("a request without a body waits for nothing", () => {
  expect([begin({}).body, begin({ "content-length": "0" }).body]).toEqual([undefined, undefined]);
});

test("the request has its body as it came, once all of it is there", async () => {
  const one = begin({ "content-length": "9" });
  one.send("all ");
  expect(await one.outcome()).toBe("open");
  one.send("of it");
  one.end();
  expect(await one.outcome()).toBe("whole");
  expect(await textOf(one.request)).toBe("all of it");
});

test("2 KB at 1 KB in a second are taken; a body that is late is not, and those after it have their own time", async () => {
  const slow = begin({ "content-length": "2048" });
  const never = begin({ "content-length": "100" });
  for (let n = 0; n < 20; n++) {
    slow.send("x".repeat(102));
    await vi.advanceTimersByTimeAsync(100);
  }
  slow.send("x".repeat(8));
  slow.end();
  expect(await slow.outcome()).toBe("whole");
  const later = begin({ "transfer-encoding": "chunked" });
  await vi.advanceTimersByTimeAsync(LONGEST_MS - 2_000);
  expect([await never.outcome(), await later.outcome()]).toEqual(["body_too_slow", "open"]);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(await later.outcome()).toBe("open");
  await vi.advanceTimersByTimeAsync(1);
  expect(await later.outcome()).toBe("body_too_slow");
});

test("what is too large for every endpoint isn't waited for, announced or not", async () => {
  expect(await begin({ "content-length": String(MOST_BYTES + 1) }).outcome()).toBe("too_large");
  const chunked = begin({ "transfer-encoding": "chunked" });
  for (let n = 0; n < 16; n++) chunked.send("x".repeat(MOST_BYTES / 16));
  expect(await chunked.outcome()).toBe("open");
  chunked.send("x");
  expect(await chunked.outcome()).toBe("too_large");
});

test("when all bodies together are too much, the one that has been coming for longest goes, and who comes now is taken", async () => {
  const slow = Array.from({ length: 70 }, () => begin({ "transfer-encoding": "chunked" }));
  for (const one of slow) one.send("x".repeat(MOST_BYTES));
  const outcomes = await Promise.all(slow.map((one) => one.outcome()));
  expect(outcomes.filter((one) => one === "overloaded").length).toBeGreaterThan(0);
  const honest = begin({ "content-length": "2" });
  honest.send("{}");
  honest.end();
  expect(await honest.outcome()).toBe("whole");
  expect(outcomes.lastIndexOf("overloaded")).toBeLessThan(outcomes.indexOf("open"));
  for (const one of slow) one.response.emit("close");
});

test("a client that goes away leaves nothing", async () => {
  const gone = begin({ "content-length": "100" });
  gone.send("x");
  gone.response.emit("close");
  await vi.advanceTimersByTimeAsync(LONGEST_MS * 2);
  expect(await gone.outcome()).toBe("open");
  expect(vi.getTimerCount()).toBe(0);
});
