import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules(); // The settings are read once per process.
  for (const [name, value] of Object.entries({
    NEXTAUTH_SECRET: "a-long-enough-secret-text",
    STRIPE_API_SECRET: "sk_test_1",
    STRIPE_WEBHOOK_SECRET: "whsec_1",
    DATABASE_URL: "postgresql://db/app",
  }))
    vi.stubEnv(name, value);
});

test("under https the session's cookie comes from this host alone", async () => {
  for (const name of ["FRONT_END_BASE_URL", "NEXTAUTH_URL"]) vi.stubEnv(name, "https://app.example.com");
  const { authOptions } = await import("@/lib/auth");
  // A browser takes a cookie of this name only if it is secure, for every path, and of no domain.
  expect(authOptions().cookies?.sessionToken).toEqual({
    name: "__Host-next-auth.session-token",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
  });
});

test("settings say when a session ends, used or not", async () => {
  vi.stubEnv("SESSION_DAYS", "20");
  vi.stubEnv("SESSION_IDLE_DAYS", "2");
  const [{ authOptions }, { claimValues }, { setClock }] = await Promise.all([
    import("@/lib/auth"),
    import("@/lib/claim"),
    import("@/lib/clock"),
  ]);
  setClock(new Date("2026-11-30T12:00:00Z"));
  const [, , beganAfter, seenAfter] = claimValues({ userId: "user", sessionId: "session" });
  setClock(null);
  expect([beganAfter, seenAfter]).toEqual([new Date("2026-11-10T12:00:00Z"), new Date("2026-11-28T12:00:00Z")]);
  expect(authOptions().session?.maxAge).toBe(20 * 86_400);
});

test("another NEXTAUTH_SECRET makes another link of the same row", async () => {
  const id = "4f6c2ba4-4c5b-4a38-9d0c-1f0d4f6ad3f1";
  const { linkIdIn, tokenOf } = await import("@/lib/auth/links/links");
  const token = tokenOf("password_reset", id);
  expect(linkIdIn("password_reset", token)).toBe(id);
  vi.resetModules();
  vi.stubEnv("NEXTAUTH_SECRET", "another long enough secret text");
  expect((await import("@/lib/auth/links/links")).linkIdIn("password_reset", token)).toBeNull();
});
