import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { hash as argon2 } from "@node-rs/argon2";
import { hash as bcrypt } from "@node-rs/bcrypt";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkCredentials } from "@/lib/auth/credentials";
import { importUsers } from "@/lib/auth/sign-up/import";
import type { ImportedUser } from "@/lib/auth/sign-up/import-file";
import { resolveId } from "@/lib/ids";
import { listWorkspacePage } from "@/lib/workspaces/members";
import { root } from "@/scripts/local/paths";
import { compiled } from "../../support/compiled";
import { bareEnvironment } from "../../support/environment";
import { SCRYPT_VECTORS } from "../../support/hashes";
import { insist, useAccounts } from "./people";

const accounts = useAccounts();
const origin = { networkAddress: "192.0.2.8", deviceId: null };
const query = (text: string, values: unknown[] = []) =>
  accounts().database.pool.query<Record<string, unknown>>(text, values);

let lines = 0;
const someone = (more: Partial<ImportedUser> = {}): ImportedUser => ({
  external_id: `u|${randomUUID()}`,
  email: `${randomUUID()}@example.com`,
  line: ++lines,
  ...more,
});

/** All rows that an import may touch. */
const everything = async () =>
  (
    await query(`SELECT (SELECT json_agg(u ORDER BY id) FROM "user" u)::text AS users, (SELECT json_agg(w ORDER BY id) FROM workspace w)::text AS workspaces,
      (SELECT json_agg(m ORDER BY user_id, workspace_id) FROM membership m)::text AS members,
      (SELECT json_agg(p ORDER BY user_id) FROM password_credential p)::text AS passwords`)
  ).rows[0];

describe("users of another system", () => {
  test("come with their ids, workspaces and passwords, and sign in", async () => {
    const [acme, uuid] = [`acme:${randomUUID()}`, randomUUID()];
    const [scryptPassword, scryptHash] = SCRYPT_VECTORS[1] ?? ["", ""];
    const ada = someone({ name: "Ada", email_verified: true, password_hash: await bcrypt("ada's own", 6) });
    const mia = someone({ workspace_external_id: acme, role: "member", password_hash: await argon2("mia's own") });
    const olga = someone({ workspace_external_id: acme, workspace_name: "Acme", password_hash: scryptHash });
    const bob = someone({ external_id: uuid.toUpperCase(), language: "de" });
    expect(await importUsers([ada, mia, olga, bob])).toEqual({ users: 4, workspaces: 3, known: 0 });

    const signIn = (email: string, password: string) => insist(() => checkCredentials(email, password, origin));
    const adasId = await resolveId("user", ada.external_id);
    expect(await signIn(ada.email, "ada's own")).toMatchObject({ id: adasId, email: ada.email });
    expect(await signIn(mia.email, "mia's own")).not.toBeNull();
    expect(await signIn(olga.email, scryptPassword)).not.toBeNull();
    expect(await signIn(bob.email, "")).toBeNull();

    const workspacesOf = async ({ external_id }: ImportedUser) =>
      (await listWorkspacePage((await resolveId("user", external_id)) ?? "", 9)).workspaces;
    const id = await resolveId("workspace", acme);
    expect(await workspacesOf(mia)).toEqual([{ id, name: "Acme", role: "member", external_id: acme }]);
    expect(await workspacesOf(olga)).toEqual([{ id, name: "Acme", role: "owner", external_id: acme }]);
    expect(await workspacesOf(ada)).toMatchObject([{ name: "Ada's workspace", role: "owner", external_id: null }]);
    const { rows } = await query(`SELECT id, external_id, language, email_verified FROM "user" WHERE id = ANY($1)`, [
      [adasId, uuid],
    ]);
    expect(rows).toEqual(
      expect.arrayContaining([
        { id: adasId, external_id: ada.external_id, language: null, email_verified: expect.any(Date) as Date },
        { id: uuid, external_id: null, language: "de", email_verified: null },
      ]),
    );
  });

  test("are left as they are by a second run; new ones are added to a workspace that is here", async () => {
    const acme = `acme:${randomUUID()}`;
    const users = [someone({ workspace_external_id: acme }), someone({ external_id: randomUUID() })];
    await importUsers(users);
    const before = await everything();
    const changed = users.map((user) => ({ ...user, name: "Another", password_hash: "$2b$", role: "owner" as const }));
    expect(await importUsers(changed)).toEqual({ users: 0, workspaces: 0, known: 2 });
    expect(await everything()).toEqual(before);
    const late = someone({ workspace_external_id: acme, role: "admin" });
    expect(await importUsers([...users, late])).toEqual({ users: 1, workspaces: 0, known: 2 });
    // The workspace by its id of ours, too.
    const id = (await resolveId("workspace", acme)) ?? "";
    expect(await importUsers([someone({ workspace_external_id: id, role: "member" })])).toMatchObject({
      workspaces: 0,
    });
    expect(
      (await query("SELECT m.role::text FROM membership m WHERE m.workspace_id = $1 ORDER BY m.role", [id])).rows,
    ).toEqual([{ role: "owner" }, { role: "admin" }, { role: "member" }]);
  });

  test("change nothing if one of them can't come", async () => {
    const ada = await accounts().person();
    const gone = `gone:${randomUUID()}`;
    await query("INSERT INTO workspace (id, name, external_id, deleted_at) VALUES ($1, 'Gone', $2, now())", [
      randomUUID(),
      gone,
    ]);
    const fine = someone();
    const [taken, toGone, ownerless] = [
      someone({ email: ada.email }),
      someone({ workspace_external_id: gone }),
      someone({ workspace_external_id: `new:${randomUUID()}`, role: "member" }),
    ];
    const before = await everything();
    expect(await importUsers([fine, taken, toGone, ownerless])).toEqual({
      problems: [
        { line: taken.line, field: "email", message: "is another account's here" },
        { line: toGone.line, field: "workspace_external_id", message: "is a deleted workspace's" },
        { line: ownerless.line, field: "workspace_external_id", message: "has no owner, neither here nor in the file" },
      ],
    });
    expect(await everything()).toEqual(before);
  });

  test("come in batches, owners first, and a run that was cut off is completed by another", async () => {
    const acme = `acme:${randomUUID()}`;
    const members = Array.from({ length: 600 }, () => someone({ workspace_external_id: acme, role: "member" }));
    const users = [...members, someone({ workspace_external_id: acme })];
    const [lost] = members.slice(-1);
    await query(`
      CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.email = '${lost?.email}' THEN RAISE 'the connection was lost'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER cut_off BEFORE INSERT ON "user" FOR EACH ROW EXECUTE FUNCTION cut_off()`);
    await expect(importUsers(users)).rejects.toThrow("the connection was lost");
    await query("DROP FUNCTION cut_off CASCADE");
    expect(await importUsers(users)).toEqual({ users: 100, workspaces: 0, known: 501 });
  });
});

test("the command says what it made, or of each line what is wrong", async () => {
  const folder = mkdtempSync(join(tmpdir(), "import-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { email, external_id } = someone();
  const run = async (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    const environment = { ...bareEnvironment(), DATABASE_URL: accounts().database.url };
    return promisify(execFile)(process.execPath, [await compiled("scripts/import-users.ts"), join(folder, name)], {
      cwd: root,
      env: environment as unknown as NodeJS.ProcessEnv,
    }).catch((error: unknown) => error as { stdout: string; stderr: string; code: number });
  };
  const csv = `external_id,email,password_hash\n${external_id},${email},"${SCRYPT_VECTORS[0]?.[1] ?? ""}"\n`;
  for (const said of [
    "Imported: 1 users, 1 workspaces. Here before: 0 users.",
    "Imported: 0 users, 0 workspaces. Here before: 1 users.",
  ])
    expect(await run("users.csv", csv)).toMatchObject({ stdout: `${said}\n`, stderr: "" });
  const refused = { code: 1, stderr: "\nNothing was imported:\n  line 2: email is another account's here\n" };
  expect(await run("users.jsonl", `\n${JSON.stringify({ external_id: "another", email })}\n`)).toMatchObject(refused);
});
