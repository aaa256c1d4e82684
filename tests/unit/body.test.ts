import { expect, test } from "vitest";
import { readBody } from "@/lib/http";

// In front of Next a server of ours reads bodies first (lib/server/admission.ts); elsewhere a route meets this itself.
const request = (failure: Error, headers: Record<string, string>) => {
  const body = new ReadableStream({
    pull(controller) {
      controller.error(failure);
    },
  });
  return new Request("http://app.localhost/", { method: "POST", body, headers, duplex: "half" } as RequestInit);
};

test.each<[string, Record<string, string>]>([
  ["announced", { "content-length": "9000" }],
  ["of unknown length", {}],
])("a client that leaves in the middle of a body %s is the client's affair", async (_, headers) => {
  await expect(readBody(request(new Error("aborted"), headers), 10_000)).rejects.toMatchObject({
    code: "incomplete_body",
  });
  const ours = new TypeError("Body is unusable");
  await expect(readBody(request(ours, headers), 10_000)).rejects.toBe(ours);
});
