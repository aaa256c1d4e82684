import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { clientAddress } from "@/lib/client-address";
import * as settings from "@/lib/env";
import { plainAddress } from "@/lib/server/plain-address";
import { serverState } from "@/lib/server/state";

describe("an address is counted in one spelling", () => {
  test.each<[string | undefined, string | null]>([
    ["192.0.2.1", "192.0.2.1"],
    [" 192.0.2.1 ", "192.0.2.1"],
    ["192.0.2.1:51234", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:192.0.2.1", "192.0.2.1"],
    ["[::ffff:192.0.2.1]:51234", "192.0.2.1"],
    ["::ffff:c000:201", "192.0.2.1"],
    ["0:0:0:0:0:ffff:c000:0201", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:0000:0000:0000:0009", "2001:db8:1:2::/64"],
    ["[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::/64"],
    ["[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::/64"],
    ['"[2001:db8:1:2:3:4:5:6]:443"', "2001:db8:1:2::/64"],
    ["2001:db8:1:2:3:4:192.0.2.1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "::1"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["127.0.0.1", "127.0.0.1"],
    ["::", "0:0:0:0::/64"],
    ["", null],
    [undefined, null],
    ["unknown", null],
    ["_hidden", null],
    ["localhost", null],
    ["192.0.2", null],
    ["192.0.2.999", null],
    ["192.0.2.1:port", null],
    ["[192.0.2.1", null],
    ["2001:db8::1::2", null],
    ["1".repeat(7_500), null],
    [`192.0.2.1${" ".repeat(60)}`, null],
  ])("%j is %j", (text, plain) => {
    expect(plainAddress(text)).toBe(plain);
  });

  test("and is at most 64 characters long, whatever was said", () => {
    const said = fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.string({ unit: "binary" }));
    fc.assert(fc.property(said, (text) => (plainAddress(text) ?? "").length <= 64));
  });

  test("and all addresses of one IPv6 network of 64 bits are one", () => {
    const group = fc.integer({ min: 1, max: 0xffff }).map((value) => value.toString(16));
    const half = fc.array(group, { minLength: 4, maxLength: 4 }).map((groups) => groups.join(":"));
    fc.assert(
      fc.property(half, half, half, (network, one, other) => {
        expect(plainAddress(`${network}:${one}`)).toBe(plainAddress(`[${network}:${other}]:80`));
      }),
    );
  });
});

describe("where a request came from", () => {
  afterEach(() => vi.restoreAllMocks());
  const withProxies = (count: number) =>
    vi.spyOn(settings, "env").mockReturnValue({ TRUSTED_PROXIES: count } as ReturnType<typeof settings.env>);
  const seenAt = (socket: string, headers: HeadersInit) =>
    serverState().requests.run({ id: "r", address: socket }, () => clientAddress(new Headers(headers)));

  test.each<[number, string | null, string]>([
    [0, null, "198.51.100.1"],
    [0, "192.0.2.1", "198.51.100.1"],
    [1, "192.0.2.1", "192.0.2.1"],
    [1, "203.0.113.9, 192.0.2.1", "192.0.2.1"],
    [1, "203.0.113.9,192.0.2.1:443", "192.0.2.1"],
    [2, "203.0.113.9, 192.0.2.1, 10.0.0.1", "192.0.2.1"],
    // Came past the proxies, which each append: what it says of itself counts for nothing.
    [1, null, "198.51.100.1"],
    [2, "192.0.2.1", "198.51.100.1"],
    [1, "192.0.2.1, nonsense", "198.51.100.1"],
    [1, "9".repeat(7_500), "198.51.100.1"],
  ])("with %i proxies and X-Forwarded-For %j it is %j", (proxies, forwarded, address) => {
    withProxies(proxies);
    expect(seenAt("198.51.100.1", forwarded === null ? {} : { "x-forwarded-for": forwarded })).toBe(address);
  });

  test("without proxies no header of a client's changes it, also where there is no socket of ours", () => {
    withProxies(0);
    const names = ["x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip", "true-client-ip", "x-client-ip"];
    const value = fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[\x20-\x7e]*$/));
    const sent = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.stringMatching(/^[a-z][a-z-]{0,20}$/)), value);
    fc.assert(
      fc.property(sent, (headers) => {
        expect(seenAt("198.51.100.1", headers)).toBe("198.51.100.1");
        expect(clientAddress(new Headers(headers))).toBe("unknown");
      }),
    );
  });

  test("behind a proxy nothing that a client puts before its entry changes it", () => {
    withProxies(1);
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e]*$/), (made) => {
        expect(seenAt("10.0.0.1", { "x-forwarded-for": `${made}, 192.0.2.1` })).toBe("192.0.2.1");
      }),
    );
  });
});
