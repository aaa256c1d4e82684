import type { TestApp } from "./app";
import { newWorkspace } from "./billing";
import { newPerson } from "./client";

/** A workspace with an owner, an admin and a member, and somebody who is not in it. */
export async function teamIn(app: TestApp) {
  const [owner, admin, member, stranger] = await Promise.all(
    ["Olga", "Adam", "Mia", "Eve"].map((name) => app.signUp(newPerson(name))),
  );
  if (!owner || !admin || !member || !stranger) throw new Error("Not everybody could sign up.");
  const id = await newWorkspace(app, {
    [owner.person.email]: "owner",
    [admin.person.email]: "admin",
    [member.person.email]: "member",
  });
  return { id, owner, admin, member, stranger };
}
