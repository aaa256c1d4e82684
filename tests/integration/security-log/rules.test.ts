import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { POST as callScheduler } from "@/app/api/mail/send/route";
import { beginSession } from "@/lib/auth/sessions";
import { deleteAccount } from "@/lib/billing/account/deletion";
import { accountAsJson } from "@/lib/billing/account/export";
import { inSeconds, now, setClock } from "@/lib/clock";
import { failedSignIn } from "@/lib/security-log/failures";
import { forgetOldEntries } from "@/lib/security-log/forget";
import { listOwnLog, listWorkspaceLog, LOG_BEGINNING, LOG_PAGE } from "@/lib/security-log/read";
import { startForgetting } from "@/lib/security-log/timer";
import { createWorkspace } from "@/lib/workspaces/create";
import { invite } from "@/lib/workspaces/invitations";
import { remove } from "@/lib/workspaces/leave";
import { requireOwnership } from "@/lib/workspaces/members";
import { renameWorkspace } from "@/lib/workspaces/rename";
import { changeRole, transferOwnership } from "@/lib/workspaces/roles";
import { buffersOf, statementsOf } from "../../support/buffers";
import { later } from "../account/people";
import { outcome, WHO } from "../workspaces/people";
import { until } from "../../support/integration";
import { AGENT, HERE, requested, SCHEDULERS_SECRET, useSecurityLog } from "./people";

const log = useSecurityLog();
const { person, team, rows } = log;

const A_DAY = 86_400;
const ELSEWHERE = "198.51.100.9";

describe("failed sign-ins", () => {
  test("of an account are one row a day that counts, however many and from wherever", async () => {
    const ada = await person();
    const fail = (address: string) => requested(() => failedSignIn(ada.email ?? "", address)(), address);
    setClock(new Date("2026-12-01T12:00:00Z"));
    await Promise.all(Array.from({ length: 40 }, (_, n) => fail(`192.0.2.${n}`)));
    later(1);
    await fail(ELSEWHERE);
    const first = { event: "sign_in_failed", count: 41, actor_id: null, network_address: ELSEWHERE, user_agent: AGENT };
    expect(await log.of(ada.id)).toMatchObject([{ ...first, at: now() }]);
    later(A_DAY);
    await fail(HERE);
    expect(await log.of(ada.id)).toMatchObject([first, { count: 1, network_address: HERE }]);
    expect((await listOwnLog(ada.id, LOG_PAGE)).lines).toMatchObject([
      { by: "nobody", networkAddress: HERE, userAgent: AGENT, count: 1 },
      { by: "nobody", networkAddress: ELSEWHERE, count: 41 },
    ]);
  });

  test("of an address that no account has, and of what is none, leave a line only", async () => {
    const before = (await log.all()).length;
    for (const typed of [`${randomUUID()}@example.com`, "hunter2-my-password", ""]) await failedSignIn(typed, HERE)();
    expect(await log.all()).toHaveLength(before);
    expect(log.lines().map(({ audit }) => audit)).toEqual(Array(3).fill("sign_in_failed"));
  });
});

describe("who reads what", () => {
  test("of a workspace: its owners; to admins, members and strangers it isn't there", async () => {
    const { workspaceId, ...people } = await team();
    const outcomes = await Promise.all(
      WHO.map(async (who) => [who, await outcome(requireOwnership(people[who].id, workspaceId))]),
    );
    const hidden = "workspace_not_found";
    expect(outcomes).toEqual([
      ["stranger", hidden],
      ["member", hidden],
      ["admin", hidden],
      ["owner", "done"],
    ]);
    expect(await outcome(requireOwnership(people.owner.id, randomUUID()))).toBe(hidden);
  });

  test("owners see from where a member acted in the workspace, and nothing of the member's account", async () => {
    const { workspaceId, owner, admin, member } = await team();
    const device = { deviceId: "hers", networkAddress: ELSEWHERE, userAgent: AGENT };
    await beginSession({ userId: admin.id, method: "password", ...device });
    await requested(() => changeRole(admin.id, workspaceId, member.id, "admin"));
    const { lines } = await listWorkspaceLog(owner.id, workspaceId, LOG_PAGE);
    expect(lines).toMatchObject([
      { event: "role_changed", by: "other", actor: "admin", person: "member", networkAddress: HERE, userAgent: null },
      { event: "workspace_created", by: "you" },
    ]);
  });

  test("a person sees what others did to them, and by whom, but not from where; and what they did to others", async () => {
    const { workspaceId, owner, member } = await team();
    await requested(() => changeRole(owner.id, workspaceId, member.id, "admin"));
    const [theirs] = (await listOwnLog(member.id, LOG_PAGE)).lines;
    expect(theirs).toMatchObject({
      by: "other",
      actor: "owner",
      concerns: "you",
      networkAddress: null,
      userAgent: null,
    });
    const [mine] = (await listOwnLog(owner.id, LOG_PAGE)).lines;
    expect(mine).toMatchObject({ by: "you", concerns: "other", person: "member", networkAddress: HERE });
    const exported = (await accountAsJson(member.id)) as { security_log: unknown[] };
    expect(exported.security_log).toMatchObject([{ event: "role_changed", by: "other", network_address: null }]);
    expect(JSON.stringify(exported)).not.toContain(owner.id);
  });

  test("who was removed doesn't learn how the workspace is named later", async () => {
    const { workspaceId, owner, member } = await team();
    await remove(owner.id, workspaceId, member.id);
    await renameWorkspace(owner.id, workspaceId, "Secret plan");
    expect((await listOwnLog(member.id, LOG_PAGE)).lines).toMatchObject([
      { event: "member_removed", about: { workspace: "Team" } },
    ]);
  });
});

describe("a deleted account", () => {
  test("is a former member without a place, and its own log is gone", async () => {
    const { workspaceId, owner, admin: ada, member } = await team();
    const device = { deviceId: "hers", networkAddress: ELSEWHERE, userAgent: AGENT };
    await beginSession({ userId: ada.id, method: "password", ...device });
    await requested(async () => {
      await invite(ada.id, workspaceId, { role: "member", email: null });
      await changeRole(ada.id, workspaceId, member.id, "admin");
      await createWorkspace(ada.id, "Hers");
    }, ELSEWHERE);
    await requested(() => failedSignIn(ada.email ?? "", HERE)());
    await requested(() => changeRole(owner.id, workspaceId, ada.id, "member"));
    await requested(() => deleteAccount(ada), ELSEWHERE);
    const left = await rows("SELECT * FROM security_event WHERE $1 IN (user_id, actor_id)", [ada.id]);
    expect(left.map(({ event }) => event).sort()).toEqual([
      "account_deleted",
      "invitation_created",
      "member_left",
      "role_changed",
      "role_changed",
      "workspace_created",
      "workspace_deleted",
    ]);
    const kept = JSON.stringify(left);
    for (const trace of [ELSEWHERE, ada.email ?? "", "Hers"]) expect(kept).not.toContain(trace);
    const { lines } = await listWorkspaceLog(owner.id, workspaceId, LOG_PAGE);
    expect(
      lines.map(({ event, by, actor, person: who, networkAddress }) => [event, by, actor, who, networkAddress]),
    ).toEqual([
      ["member_left", "other", null, null, null],
      ["role_changed", "you", "owner", null, HERE],
      ["role_changed", "other", null, "member", null],
      ["invitation_created", "other", null, null, null],
      ["workspace_created", "you", "owner", "owner", null],
    ]);
    expect((await listOwnLog(member.id, LOG_PAGE)).lines).toMatchObject([
      { actor: null, about: { workspace: "Team" } },
    ]);
  });
});

describe("entries older than SECURITY_LOG_DAYS", () => {
  /** Of a workspace that is no more. */
  async function aged(days: number, many: number): Promise<() => Promise<number>> {
    const { workspaceId, owner } = await team();
    await rows("UPDATE workspace SET deleted_at = now() WHERE id = $1", [workspaceId]);
    await rows(
      `INSERT INTO security_event (event, at, user_id, workspace_id)
       SELECT 'workspace_renamed', $1, $2, $3 FROM generate_series(1, $4)`,
      [inSeconds(now(), -days * A_DAY), owner.id, workspaceId, many],
    );
    return async () => (await log.of(owner.id)).filter(({ event }) => event === "workspace_renamed").length;
  }

  test("are removed, however many, by any number of instances, and no younger ones", async () => {
    const [old, young] = [await aged(366, 2_500), await aged(364, 3)];
    expect(await forgetOldEntries(() => true)).toBe(0);
    const removed = await Promise.all([forgetOldEntries(), forgetOldEntries()]);
    expect(removed[0] + removed[1]).toBe(2_500);
    expect([await old(), await young()]).toEqual([0, 3]);
    later(2 * A_DAY);
    await forgetOldEntries();
    expect(await young()).toBe(0);
  });

  test("are removed by a scheduler's call alone", async () => {
    const [old, young] = [await aged(366, 3), await aged(364, 3)];
    const headers = { authorization: `Bearer ${SCHEDULERS_SECRET}` };
    const asked = new Request("http://app.localhost:3000/api/mail/send/", { method: "POST", headers });
    expect((await callScheduler(asked, {})).status).toBe(200);
    expect([await old(), await young()]).toEqual([0, 3]);
  });

  test("are removed by each instance's own timer alone", async () => {
    const old = await aged(366, 3);
    startForgetting({ draining: false }, 1);
    await until("the entries to be gone", async () => (await old()) === 0);
  });
});

describe("among 100,000 entries", () => {
  test("a page is found along an index, and the pages show each entry once", async () => {
    const { workspaceId, owner, member } = await team();
    // Three at each moment: the id decides then.
    await rows(
      `INSERT INTO security_event (event, at, actor_id, user_id, workspace_id)
       SELECT 'workspace_renamed', now() - (n / 3) * interval '1 second', $1, $1, $2 FROM generate_series(1, 100000) n`,
      [owner.id, workspaceId],
    );
    await transferOwnership(owner.id, workspaceId, member.id);
    await rows("VACUUM ANALYZE security_event");
    const pages = [
      () => listOwnLog(owner.id, LOG_BEGINNING),
      () => listOwnLog(owner.id, LOG_BEGINNING, `${now().getTime() - 9_000_000}_${randomUUID()}`),
      () => listWorkspaceLog(member.id, workspaceId, LOG_PAGE),
      () => listOwnLog(member.id, LOG_BEGINNING),
    ];
    for (const page of pages) {
      const [sent, ...more] = await statementsOf(page);
      expect(more).toEqual([]);
      if (!sent) throw new Error("Nothing was asked.");
      expect(await buffersOf(log.mirror().database.pool, sent)).toBeLessThan(200);
    }

    const seen: string[] = [];
    for (let next: string | null | undefined = undefined, n = 0; n < 4 && next !== null; n++) {
      const page = await listOwnLog(owner.id, LOG_BEGINNING, next);
      seen.push(...page.lines.map(({ id }) => id));
      next = page.next;
    }
    expect(new Set(seen).size).toBe(4 * LOG_BEGINNING);
    const newest = await rows<{ id: string }>(
      "SELECT id FROM security_event WHERE $1 IN (user_id, actor_id) ORDER BY at DESC, id DESC LIMIT 80",
      [owner.id],
    );
    expect(seen).toEqual(newest.map(({ id }) => id));
  });

  test("an odd place to begin is no fault", async () => {
    const ada = await person();
    await createWorkspace(ada.id, "Hers");
    const odd = ["", "x", "1_x", `99999999999999_${randomUUID()}`, `1_${"f".repeat(36)}`, "_".repeat(9_999)];
    for (const after of odd) expect((await listOwnLog(ada.id, LOG_PAGE, after)).lines).toHaveLength(1);
  });
});

test("signing in takes one statement, the entry included", async () => {
  const ada = await person();
  const device = { deviceId: "hers", networkAddress: HERE, userAgent: AGENT };
  const sent = await statementsOf(() => beginSession({ userId: ada.id, method: "password", ...device }));
  expect(sent.map(({ name }) => name)).toEqual(["session_begin"]);
});
