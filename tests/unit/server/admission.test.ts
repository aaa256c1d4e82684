import { expect, test } from "vitest";
import { laneOf } from "@/lib/server/admission";

test.each([
  ["POST", "/api/auth/callback/credentials", "sign-in"],
  ["POST", "/api/auth/callback/credentials/?a=1", "sign-in"],
  ["POST", "/api/auth/callback/%63redentials", "sign-in"],
  ["POST", "//api/auth//callback/credentials", "sign-in"],
  ["POST", "/api/auth/x/../callback/./credentials", "sign-in"],
  ["POST", "/api/%75sers/", "sign-up"],
  ["POST", "http://elsewhere.example/api/users/", "sign-up"],
  ["POST", "/api/subscriptions/webhook%2F", "webhook"],
  ["GET", "/api/healt%68/", "health"],
  ["GET", "/api/readyz", "readyz"],
  ["GET", "/api/livez?/api/users", "livez"],
  ["GET", "/api/subscriptions/offer/", "read"],
  ["HEAD", "/api/workspaces/", "read"],
  ["POST", "/api/subscriptions/checkout/", "rest"],
  ["GET", "/api/auth/callback/google", "rest"],
  ["GET", "/dashboard?workspace=1", "page"],
  ["HEAD", "/workspaces/1/", "page"],
  ["GET", "/reset-password/token", "page"],
  ["GET", "/operator", "page"],
  ["GET", "/constructor", "page"],
  ["GET", "/%", "page"],
  ["POST", "/dashboard", "rest"],
  ["GET", "/dashboard/change/?price=1", "rest"],
  ["GET", "/payment/?session=1", "rest"],
  ["GET", "/checkout", "rest"],
  ["GET", "/pricing/de", "kept"],
  ["GET", "/_next/static/chunks/1.js", "kept"],
  ["GET", "/icon.svg", "kept"],
  ["GET", "/workspaces/1.svg", "page"],
  ["GET", "/", "kept"],
])("%s %s counts among %s", (method, url, lane) => {
  expect(laneOf(method, url)).toBe(lane);
});
