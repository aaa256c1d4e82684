import { beforeEach, expect, test, vi } from "vitest";
import { checkAuthRequest } from "@/lib/auth/next-auth-request";

beforeEach(() => {
  for (const [name, value] of Object.entries({
    NEXTAUTH_SECRET: "a-long-enough-secret-text",
    STRIPE_API_SECRET: "sk_test_1",
    STRIPE_WEBHOOK_SECRET: "whsec_1",
    DATABASE_URL: "postgresql://db/app",
    GOOGLE_CLIENT_ID: "id",
    GOOGLE_CLIENT_SECRET: "secret",
    SIGN_IN_BY_MAIL: "true",
    MAIL_URL: "smtp://127.0.0.1:1025",
    MAIL_FROM: "hello@example.com",
  }))
    vi.stubEnv(name, value);
});

test.each<["GET" | "POST", string, string | null]>([
  ["POST", "callback/mail-link", null],
  // What looks through mails only opens links.
  ["GET", "callback/mail-link", "POST"],
  ["GET", "callback/credentials", "POST"],
  ["GET", "callback/google", null],
  ["POST", "callback/google", "GET"],
])("%s %s", (method, path, other) => {
  expect(checkAuthRequest(method, path.split("/"), [])).toBe(other);
});

test("a provider that isn't offered is not there", () => {
  expect(() => checkAuthRequest("GET", ["callback", "github"], [])).toThrow(
    expect.objectContaining({ code: "not_found" }),
  );
});
