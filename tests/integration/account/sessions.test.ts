import { describe, expect, test } from "vitest";
import {
  beginSession,
  endAllBut,
  endOther,
  endSession,
  isKnownDevice,
  isOpen,
  listSessions,
} from "@/lib/auth/sessions";
import type { Claim } from "@/lib/claim";
import { later, useAccounts } from "./people";

const A_DAY = 86_400;

const accounts = useAccounts();

async function signedIn(userId: string, deviceId = "a-device", networkAddress = "192.0.2.1"): Promise<Claim> {
  const device = { deviceId, networkAddress, userAgent: "curl/8" };
  return { userId, sessionId: (await beginSession({ userId, method: "password", ...device })) ?? "" };
}

describe("a session", () => {
  test("is open for its user alone", async () => {
    const [ada, bob] = [await accounts().person(), await accounts().person()];
    const claim = await signedIn(ada.id);
    expect(await isOpen(claim)).toBe(true);
    expect(await isOpen({ ...claim, userId: bob.id })).toBe(false);
    expect(await isOpen({ ...claim, sessionId: bob.id })).toBe(false);
    await endSession({ ...claim, userId: bob.id });
    await endOther(bob.id, claim.sessionId);
    expect(await isOpen(claim)).toBe(true);
  });

  test("ends after 30 days without use, and use keeps it", async () => {
    const { id } = await accounts().person();
    later();
    const [used, idle] = [await signedIn(id), await signedIn(id)];
    later(20 * A_DAY);
    expect(await isOpen(used)).toBe(true);
    later(10 * A_DAY - 1);
    expect((await listSessions(used)).map((one) => one.id).sort()).toEqual([used.sessionId, idle.sessionId].sort());
    later(1);
    expect([await isOpen(used), await isOpen(idle)]).toEqual([true, false]);
    expect((await listSessions(used)).map((one) => one.id)).toEqual([used.sessionId]);
  });

  test("ends after 90 days however much it is used", async () => {
    const { id } = await accounts().person();
    later();
    const claim = await signedIn(id);
    for (let day = 0; day < 81; day += 27) {
      later(27 * A_DAY);
      expect(await isOpen(claim)).toBe(true);
    }
    later(9 * A_DAY - 1);
    expect(await isOpen(claim)).toBe(true);
    later(1);
    expect(await isOpen(claim)).toBe(false);
  });

  test("is written down seldom, however often it is used", async () => {
    const { id } = await accounts().person();
    later();
    const claim = await signedIn(id);
    const seen = async () => (await listSessions(claim))[0]?.lastSeenAt.getTime();
    const first = await seen();
    later(299);
    await isOpen(claim);
    expect(await seen()).toBe(first);
    const at = later(2);
    await isOpen(claim);
    expect(await seen()).toBe(at.getTime());
  });

  test("of which a user has more than a hundred makes room", async () => {
    const { id } = await accounts().person();
    later();
    const signInAgain = async (times: number, ends = false) => {
      for (let n = 0; n < times; n++) {
        later(1);
        const claim = await signedIn(id);
        if (ends) await endSession(claim);
      }
    };
    const [first, second] = [await signedIn(id), await signedIn(id)];
    later(1);
    await accounts().database.pool.query("UPDATE session SET last_seen_at = now() WHERE id = $1", [second.sessionId]);
    // What was signed out makes room first, however long an open one wasn't used.
    await signInAgain(110, true);
    expect([await isOpen(first), await isOpen(second)]).toEqual([true, true]);
    await signInAgain(98);
    expect([await isOpen(first), await isOpen(second)]).toEqual([true, true]);
    await signInAgain(1);
    expect([await isOpen(first), await isOpen(second)]).toEqual([false, true]);
    const { rows } = await accounts().database.pool.query("SELECT FROM session WHERE user_id = $1", [id]);
    expect(rows).toHaveLength(100);
  });
});

describe("a device", () => {
  test("is known after signing out on it, and to nobody else", async () => {
    const [ada, bob] = [await accounts().person(), await accounts().person()];
    await endSession(await signedIn(ada.id, "hers"));
    expect(await isKnownDevice(ada.email, "hers")).toBe(true);
    expect(await isKnownDevice(bob.email, "hers")).toBe(false);
    expect(await isKnownDevice(ada.email, "his")).toBe(false);
  });

  test("is forgotten when it is signed out from another one", async () => {
    const ada = await accounts().person();
    const [home, stolen] = [await signedIn(ada.id, "home"), await signedIn(ada.id, "stolen")];
    await endOther(ada.id, stolen.sessionId);
    expect([await isOpen(stolen), await isKnownDevice(ada.email, "stolen")]).toEqual([false, false]);
    expect([await isOpen(home), await isKnownDevice(ada.email, "home")]).toEqual([true, true]);
  });

  test("alone stays signed in and known when all others are signed out", async () => {
    const [ada, bob] = [await accounts().person(), await accounts().person()];
    const before = await signedIn(ada.id, "home");
    await endSession(before);
    const [home, stolen, bobs] = [
      await signedIn(ada.id, "home"),
      await signedIn(ada.id, "stolen"),
      await signedIn(bob.id, "stolen"),
    ];
    await endAllBut(home);
    expect([await isOpen(home), await isOpen(stolen), await isOpen(bobs)]).toEqual([true, false, true]);
    const known = (email: string, device: string) => isKnownDevice(email, device);
    expect(await known(ada.email, "home")).toBe(true);
    expect(await known(ada.email, "stolen")).toBe(false);
    expect(await known(bob.email, "stolen")).toBe(true);
  });
});
