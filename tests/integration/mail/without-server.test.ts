import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnect, prisma } from "@/lib/db";
import { queueMail } from "@/lib/mail/queue";
import { findInvitation } from "@/lib/workspaces/accept";
import { invite } from "@/lib/workspaces/invitations";
import { remove } from "@/lib/workspaces/leave";
import { transferOwnership } from "@/lib/workspaces/roles";
import { createDatabase, type TestDatabase } from "../../support/integration";
import { peopleOf } from "../workspaces/people";

let database: TestDatabase;
const { team } = peopleOf(() => database);
beforeAll(async () => {
  database = await createDatabase();
  // Nothing else: without a mail server no secret and no address of the app is needed either.
  process.env.DATABASE_URL = database.url;
});
afterAll(async () => {
  await disconnect();
  await database?.drop();
});

test("without MAIL_URL all works as before, and no mail is written that would be sent later", async () => {
  const { workspaceId, owner, admin, member } = await team();
  const token = await invite(owner.id, workspaceId, { role: "member", email: "guest@example.com" });
  expect(await findInvitation(token, null)).toMatchObject({ email: "guest@example.com" });
  await remove(owner.id, workspaceId, member.id);
  await transferOwnership(owner.id, workspaceId, admin.id);
  await queueMail(prisma(), {
    kind: "password_changed",
    key: "changed",
    to: "ada@example.com",
    language: "en",
    data: {},
  });
  expect((await database.pool.query("SELECT FROM mail")).rows).toEqual([]);
});
