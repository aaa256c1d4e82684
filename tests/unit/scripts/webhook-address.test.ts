import { describe, expect, test } from "vitest";
import { canReach, webhookAddress } from "@/scripts/cli/webhook-address";

const PATH = "/api/subscriptions/webhook/";

describe("the address that Stripe delivers to", () => {
  test.each([
    [
      "the one given",
      "https://hooks.example.com/in",
      { FRONT_END_BASE_URL: "https://app.example.com" },
      "https://hooks.example.com/in",
    ],
    [
      "the endpoint of the base URL",
      undefined,
      { FRONT_END_BASE_URL: "https://app.example.com/" },
      `https://app.example.com${PATH}`,
    ],
    [
      "the endpoint of NextAuth's URL",
      undefined,
      { NEXTAUTH_URL: "https://app.example.com" },
      `https://app.example.com${PATH}`,
    ],
    ["the endpoint of this machine's port", undefined, { PORT: "4000" }, `http://localhost:4000${PATH}`],
    ["the endpoint of the usual port", undefined, {}, `http://localhost:3000${PATH}`],
  ])("is %s", (_, given, settings, address) => expect(webhookAddress(given, settings)).toBe(address));

  test.each(["app.example.com/hook", "ftp://app.example.com/hook", "/hook"])("can't be %s", (given) => {
    expect(() => webhookAddress(given, {})).toThrow(/--webhook-url is ".*"; it must be an address such as https:/);
  });
});

describe("Stripe", () => {
  test.each([`https://app.example.com${PATH}`, `https://203.0.113.9${PATH}`])("reaches %s", (address) => {
    expect(canReach(address, {})).toBe(true);
  });

  test.each([
    `http://app.example.com${PATH}`,
    `https://localhost${PATH}`,
    `http://127.0.0.1:3000${PATH}`,
    `https://[::1]:3000${PATH}`,
    `https://10.1.2.3${PATH}`,
    `https://192.168.1.5${PATH}`,
    `https://172.16.0.1${PATH}`,
    `https://laptop${PATH}`,
    `https://laptop.local${PATH}`,
    `https://app.localhost${PATH}`,
  ])("does not reach %s, and gets the line for `stripe listen` instead", (address) => {
    expect(canReach(address, {})).toBe(false);
  });

  test("that is a server on this machine reaches every address here", () => {
    expect(canReach(`http://127.0.0.1:3000${PATH}`, { STRIPE_API_BASE: "http://127.0.0.1:12111" })).toBe(true);
  });

  test("that is a server in a container beside the app reaches the app's", () => {
    expect(canReach(`http://app:3000${PATH}`, { STRIPE_API_BASE: "http://local-stripe:12111" })).toBe(true);
    expect(canReach(`http://app:3000${PATH}`, { STRIPE_API_BASE: "https://stripe.example.com" })).toBe(false);
  });
});
