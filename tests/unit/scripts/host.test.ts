import { expect, test } from "vitest";
import { hostSetting } from "@/scripts/local/host";

test.each<[string | undefined, string, string, boolean]>([
  [undefined, "127.0.0.1", "127.0.0.1", false],
  ["", "127.0.0.1", "127.0.0.1", false],
  ["localhost", "127.0.0.1", "127.0.0.1", false],
  ["127.0.0.2", "127.0.0.2", "127.0.0.2", false],
  ["::1", "::1", "[::1]", false],
  ["0.0.0.0", "0.0.0.0", "127.0.0.1", true],
  ["::", "::", "127.0.0.1", true],
  ["192.0.2.7", "192.0.2.7", "192.0.2.7", true],
  ["2001:db8::1", "2001:db8::1", "[2001:db8::1]", true],
])("HOST=%s listens on %s", (value, host, reachedAt, open) => {
  expect(hostSetting(value)).toEqual({ host, reachedAt, open });
});

// Some shells and build tools set HOST to other things, and none of them asks for the network.
test.each(["x86_64-conda-linux-gnu", "my-laptop", "true", "0.0.0.0:3000"])(
  "HOST=%s is named, not guessed at",
  (value) => {
    expect(() => hostSetting(value)).toThrow(`HOST is "${value}"`);
  },
);
