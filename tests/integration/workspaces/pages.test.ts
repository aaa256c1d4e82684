import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newWorkspace, setRole, userIdOf, workspaceOf } from "../../support/billing";
import { alertOf, formsOf, pageOf, plain, send, submit } from "../../support/forms";
import { newPerson, sharedApp, type TestApp } from "../../support/integration";
import { teamIn } from "../../support/team";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

async function team() {
  const people = await teamIn(app);
  const { id } = people;
  const page = `/workspaces/${id}`;
  /** The settings with the forms for one member. */
  const managing = async (who: { person: { email: string } }) =>
    `${page}?member=${await userIdOf(app, who.person.email)}`;
  return { ...people, page, managing };
}

/** The link that a form on the page just made, as path and parameters. */
function linkIn(html: string): string {
  const [, link = ""] = /value="(http[^"]*\/invitation\?token=[^"]*)"/.exec(html) ?? [];
  const { origin, pathname, search } = new URL(link);
  expect(origin).toBe(app.url);
  return pathname + search;
}

const namesOf = async (client: Awaited<ReturnType<TestApp["signUp"]>>) =>
  (await client.get<{ name: string; role: string }[]>("/api/workspaces/")).body.map(
    ({ name, role }) => `${name}: ${role}`,
  );

describe("without JavaScript", () => {
  test("a workspace is created and renamed; what was typed wrong stays, and says what is wrong", async () => {
    const user = await app.signUp();
    const created = await submit(user, "/workspaces", "Create workspace", { name: "  Second  " });
    expect([created.status, created.to]).toEqual([
      303,
      expect.stringMatching(/^\/workspaces\/[0-9a-f-]{36}\?done=created$/),
    ]);
    expect(await namesOf(user)).toEqual(["Ada's workspace: owner", "Second: owner"]);
    const page = created.to ?? "";
    expect(plain((await pageOf(user, page)).html)).toContain("Workspace created");

    const tooLong = "x".repeat(101);
    const refused = await submit(user, page, "Save", { name: tooLong });
    expect(refused.status).toBe(200);
    expect(refused.html).toContain(`value="${tooLong}"`);
    expect(plain(refused.html)).toContain("Use 1–100 characters.");
    expect(plain((await submit(user, page, "Save", { name: "a\0b" })).html)).toContain("Use 1–100 characters.");
    expect((await submit(user, page, "Save", { name: "Third" })).to).toContain("done=renamed");
    expect(await namesOf(user)).toEqual(["Ada's workspace: owner", "Third: owner"]);
  });

  test("somebody is invited, accepts by their own submit, and is led to the workspace", async () => {
    const { page, owner, stranger, id } = await team();
    const made = await submit(owner, page, "Create invitation link", { role: "admin" });
    const link = linkIn(made.html);
    expect(plain(made.html)).toContain("Anyone with the link Admin, invited by Olga");
    expect(plain((await pageOf(app.anonymous(), link)).html)).toContain("Olga invites you to Another workspace");

    const opened = await pageOf(stranger, link);
    expect(plain(opened.html)).toContain("You'll join as an admin");
    expect(await namesOf(stranger)).toEqual(["Eve's workspace: owner"]);
    expect((await submit(stranger, link, "Accept invitation")).to).toBe(`/dashboard?workspace=${id}`);
    expect(await namesOf(stranger)).toEqual(["Eve's workspace: owner", "Another workspace: admin"]);
    expect(plain((await pageOf(stranger, link)).html)).toContain("You're already in this workspace.");
  });

  test("roles, removal, transfer, leaving and deletion", async () => {
    const { page, managing, owner, admin, member } = await team();
    const [mia, adam] = [await managing(member), await managing(admin)];
    expect((await submit(owner, mia, "Save role of Mia", { role: "admin" })).to).toContain("done=role");
    expect((await submit(owner, mia, "Remove Mia")).to).toContain("done=removed");
    expect((await submit(owner, adam, "Transfer ownership to Adam")).to).toContain("done=transferred");
    expect((await submit(owner, page, "Leave workspace")).to).toBe("/workspaces?done=left");
    const wrong = await submit(admin, page, "Delete workspace", { confirm: "Another" });
    expect(plain(wrong.html)).toContain("That's not the name of the workspace.");
    expect(wrong.html).toContain('value="Another"');
    expect((await submit(admin, page, "Delete workspace", { confirm: "Another workspace" })).to).toBe(
      "/workspaces?done=deleted",
    );
    for (const client of [owner, admin, member]) expect(await namesOf(client)).toHaveLength(1);
    expect((await pageOf(admin, page)).status).toBe(404);
  });
});

describe("five posts of one form", () => {
  test("make one workspace, and one invitation with one link", async () => {
    const user = await app.signUp();
    const five = (path: string, values: Record<string, string>) =>
      Promise.all(Array.from({ length: 5 }, () => send(user, path, values)));
    const form = formsOf((await pageOf(user, "/workspaces")).html)[0]?.values ?? {};
    const made = new Set((await five("/workspaces", { ...form, name: "Five" })).map(({ to }) => to));
    expect([...made]).toEqual([expect.stringMatching(/\?done=created$/)]);
    expect(await namesOf(user)).toEqual(["Ada's workspace: owner", "Five: owner"]);
    const page = [...made][0]?.split("?")[0] ?? "";
    const inviting = formsOf((await pageOf(user, page)).html)[0]?.values ?? {};
    const links = (await five(page, inviting)).map(({ html }) => linkIn(html));
    expect(new Set(links).size).toBe(1);
    const { html } = await pageOf(user, page);
    expect(html.match(/<summary[^>]*aria-label="Revoke invitation: Anyone with the link…"/g)).toHaveLength(1);
  });
});

describe("somebody who was removed", () => {
  test("reads that on the next page, whichever it is, and a stranger or one who left does not", async () => {
    const { page, managing, id, owner, admin, member, stranger } = await team();
    await submit(owner, await managing(member), "Remove Mia");
    await submit(admin, page, "Leave workspace");
    const pages = [page, `${page}/security`, `/dashboard?workspace=${id}`, `/dashboard/seats?workspace=${id}`];
    for (const path of pages) {
      const { status, html } = await pageOf(member, path);
      expect([path, status, plain(html)]).toEqual([
        path,
        404,
        expect.stringContaining("You were removed from Another workspace"),
      ]);
      for (const other of [admin, stranger])
        expect(plain((await pageOf(other, path)).html)).not.toContain("You were removed");
    }
    const [own] = (await member.get<{ id: string }[]>("/api/workspaces/")).body;
    await submit(member, `/workspaces/${own?.id}`, "Delete workspace", { confirm: "Mia's workspace" });
    expect(plain((await pageOf(member, "/workspaces")).html)).toContain("You were removed from Another workspace");
  });
});

describe("who may", () => {
  test("each sees the forms that are theirs to send", async () => {
    const people = await team();
    const buttons = async (who: "owner" | "admin" | "member", managed?: "owner" | "admin" | "member") => {
      const path = managed ? await people.managing(people[managed]) : people.page;
      return formsOf((await pageOf(people[who], path)).html).map(({ button }) => button);
    };
    expect(await buttons("member")).toEqual(["Leave workspace"]);
    expect(await buttons("member", "admin")).toEqual(["Leave workspace"]);
    const admins = ["Create invitation link", "Save", "Leave workspace"];
    expect(await buttons("admin")).toEqual(admins);
    expect(await buttons("admin", "admin")).toEqual(["Save role of Adam", ...admins]);
    expect(await buttons("admin", "member")).toEqual(["Save role of Mia", "Remove Mia", ...admins]);
    expect(await buttons("admin", "owner")).toEqual(admins);
    const owners = ["Create invitation link", "Save", "Delete workspace"];
    expect(await buttons("owner")).toEqual(owners);
    expect(await buttons("owner", "owner")).toEqual(["Save role of Olga", ...owners]);
    expect(await buttons("owner", "member")).toEqual([
      "Save role of Mia",
      "Make Mia an owner",
      "Transfer ownership to Mia",
      "Remove Mia",
      ...owners,
    ]);
    const links = async (who: "owner" | "admin" | "member") =>
      [...(await pageOf(people[who], people.page)).html.matchAll(/aria-label="(Manage [^"]*)"/g)].map(
        ([, name]) => name,
      );
    expect(await links("owner")).toEqual(["Manage Olga", "Manage Adam", "Manage Mia"]);
    expect(await links("admin")).toEqual(["Manage Adam", "Manage Mia"]);
    expect(await links("member")).toEqual([]);
    expect((await pageOf(people.stranger, people.page)).status).toBe(404);
    expect((await pageOf(app.anonymous(), people.page)).to).toBe(`/login?workspace=${people.id}`);
  });

  test("and the forms of others are refused from their hands", async () => {
    const { managing, id, owner, admin, member, stranger } = await team();
    const mia = await managing(member);
    const own = await newWorkspace(app, { [stranger.person.email]: "owner", [member.person.email]: "owner" });
    const ownPage = `/workspaces/${own}`;
    const ownerId = await userIdOf(app, owner.person.email);
    const refusal = async (who: typeof owner, button: string, values: Record<string, string>) =>
      alertOf((await submit(who, who === admin ? mia : ownPage, button, { workspace: id, ...values })).html);
    // Their own page's forms, with somebody else's ids in them.
    expect(await refusal(stranger, "Save", { name: "Mine" })).toBe("We couldn't find this workspace among yours.");
    expect(await refusal(stranger, "Create invitation link", {})).toBe("We couldn't find this workspace among yours.");
    expect(await refusal(member, "Save", { name: "Mine" })).toBe(
      "Only owners and admins can do this. Ask one of them.",
    );
    expect(await refusal(member, "Create invitation link", {})).toBe(
      "Only owners and admins can do this. Ask one of them.",
    );
    expect(await refusal(admin, "Save role of Mia", { role: "owner" })).toBe(
      "Only an owner can do this. Ask one of them.",
    );
    expect(await refusal(admin, "Save role of Mia", { member: ownerId, role: "member" })).toBe(
      "Only an owner can do this. Ask one of them.",
    );
    expect(await refusal(admin, "Remove Mia", { member: ownerId })).toBe("Only an owner can do this. Ask one of them.");
    expect(await namesOf(owner)).toContain("Another workspace: owner");
  });

  test("a form from another site changes nothing", async () => {
    const user = await app.signUp();
    const form = formsOf((await pageOf(user, "/workspaces")).html)[0]?.values ?? {};
    const origins: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    for (const headers of origins) await send(user, "/workspaces", { ...form, name: "Theirs" }, headers);
    expect(await namesOf(user)).toEqual(["Ada's workspace: owner"]);
  });

  test("who is signed out meanwhile is led to sign-in, and told that nothing was saved", async () => {
    const user = await app.signUp();
    const form = formsOf((await pageOf(user, "/workspaces")).html)[0]?.values ?? {};
    const { to } = await send(app.anonymous(), "/workspaces", { ...form, name: "Nobody's" });
    expect(to).toBe("/login?error=session_expired");
    expect(alertOf((await pageOf(app.anonymous(), to ?? "")).html)).toContain("expired, so nothing was saved.");
  });
});

describe("invitations", () => {
  test("a link that is no longer valid and one that never was say the same to everybody, and name nothing", async () => {
    const { page, owner, stranger } = await team();
    const link = linkIn((await submit(owner, page, "Create invitation link")).html);
    await submit(owner, page, "Revoke invitation: Anyone with the link");
    for (const client of [app.anonymous(), stranger]) {
      const [revoked, madeUp, none] = await Promise.all(
        [link, "/invitation?token=made-up", "/invitation"].map(async (path) =>
          plain((await pageOf(client, path)).html),
        ),
      );
      expect(revoked).toContain("This invitation is no longer valid");
      expect(revoked).not.toContain("Another workspace");
      expect([madeUp, none]).toEqual([revoked, revoked]);
    }
  });

  test("for one address it names the workspace, and offers somebody else only the way out", async () => {
    const { page, owner, stranger } = await team();
    const bad = await submit(owner, page, "Create invitation link", { email: "nobody", role: "admin" });
    expect(plain(bad.html)).toContain("Enter a valid e-mail address.");
    expect(formsOf(bad.html).find(({ button }) => button === "Create invitation link")?.values).toMatchObject({
      email: "nobody",
      role: "admin",
    });
    const made = await submit(owner, page, "Create invitation link", { email: "  Guest@Example.com " });
    const other = await pageOf(stranger, linkIn(made.html));
    expect(plain(other.html)).toContain("This invitation is for another e-mail address.");
    expect(other.html).not.toContain("guest@example.com");
    expect(formsOf(other.html).map(({ button }) => button)).toEqual(["Sign out"]);
  });

  test("signing in leads back to it, and to no other site", async () => {
    const { stranger } = await team();
    for (const invitation of ["abc", "https://evil.example", "//evil.example", "../dashboard"]) {
      const { to } = await pageOf(stranger, `/login?${new URLSearchParams({ invitation })}`);
      const { pathname, searchParams } = new URL(to ?? "", app.url);
      expect([pathname, searchParams.get("token")]).toEqual(["/invitation", invitation]);
    }
  });
});

describe("limits and ends", () => {
  test("a NUL in an address, which can't be looked up, is nothing that anybody knows", async () => {
    const user = await app.signUp();
    const id = await workspaceOf(user);
    const statusOf = async (path: string) => (await pageOf(user, path)).status;
    for (const path of [
      "/payment?session=%00",
      `/dashboard/change?workspace=${id}&price=%00`,
      `/dashboard/seats?workspace=${id}&item=%00&seats=%00`,
      "/invitation?token=%00",
      "/login?price=%00",
    ]) {
      expect([path, await statusOf(path)]).toEqual([path, 200]);
    }
    for (const path of ["/dashboard?workspace=%00", "/workspaces/%00"])
      expect([path, await statusOf(path)]).toEqual([path, 404]);
  });

  test("more than so many changes in a minute have to wait, with what was typed kept", async () => {
    const user = await app.signUp();
    const userId = await userIdOf(app, user.person.email);
    await app.database.pool.query(
      `INSERT INTO rate_counter (key, hits, expires_at)
       VALUES ($1, ARRAY(SELECT now() FROM generate_series(1, 60)), now() + interval '1 minute')`,
      [`workspace by ${userId}`],
    );
    const refused = await submit(user, "/workspaces", "Create workspace", { name: "One more" });
    expect(alertOf(refused.html)).toBe("Too many requests. Wait a while, then try again.");
    expect(refused.html).toContain('value="One more"');
  });

  test("who is in no workspace any more is led to make one, from everywhere", async () => {
    const user = await app.signUp();
    const id = await workspaceOf(user);
    await submit(user, `/workspaces/${id}`, "Delete workspace", { confirm: "Ada's workspace" });
    expect((await pageOf(user, "/dashboard")).to).toBe("/workspaces");
    const { html } = await pageOf(user, "/workspaces");
    expect(plain(html)).toContain("You're not in a workspace yet.");
    expect((await user.get<{ workspaceId: string | null }>("/api/subscriptions/offer/")).body.workspaceId).toBeNull();
    await submit(user, "/workspaces", "Create workspace", { name: "Anew" });
    expect((await pageOf(user, "/dashboard")).status).toBe(200);
  });

  test("a member of somebody else's only: that one is theirs, where an address names none", async () => {
    const [user, other] = [await app.signUp(), await app.signUp(newPerson("Bea"))];
    await setRole(app, user.person.email, await workspaceOf(other), "member");
    await submit(user, `/workspaces/${await workspaceOf(user)}`, "Delete workspace", {
      confirm: "Ada's workspace",
    });
    expect(plain((await pageOf(user, "/dashboard")).html)).toContain("Bea's workspace");
  });

  test("everything is said in German too", async () => {
    const { page, owner } = await team();
    const german = await owner.raw(page, { headers: { "accept-language": "de" } });
    const text = plain(await german.text());
    for (const part of ["Mitglieder", "Einladungslink anlegen", "Arbeitsbereich löschen"]) expect(text).toContain(part);
  });
});
