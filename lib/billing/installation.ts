import { statement } from "@/lib/db";

let id: string | undefined;

/** This installation's id: one for each database, for ever. It tells our customers from those of others. */
export async function installationId(): Promise<string> {
  if (!id) {
    const [row] = await statement<{ id: string }>("installation", "SELECT id FROM installation", []);
    if (!row) throw new Error("The database has no installation row. Apply the migrations: npm run db:migrate");
    id = row.id;
  }
  return id;
}
