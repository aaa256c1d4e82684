/** A migration runs while an instance has prepared its statements. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnect, statement } from "@/lib/db";
import { createDatabase, type TestDatabase } from "../support/integration";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  Object.assign(process.env, { DATABASE_URL: database.url, DATABASE_POOL_SIZE: "1" });
});
afterAll(async () => {
  await disconnect();
  await database.drop();
});

test("a statement that was prepared before a column was added is done, once", async () => {
  await database.pool.query("CREATE TABLE grown (id int PRIMARY KEY)");
  const add = (id: number) => statement("add", "INSERT INTO grown (id) VALUES ($1) RETURNING *", [id]);
  const list = () => statement("list", "SELECT * FROM grown ORDER BY id", []);
  await add(1);
  await list();
  await database.pool.query("ALTER TABLE grown ADD COLUMN name text");
  expect(await add(2)).toEqual([{ id: 2, name: null }]);
  expect(await add(3)).toEqual([{ id: 3, name: null }]);
  expect((await list()).map(({ id }) => id as number)).toEqual([1, 2, 3]);
  await expect(add(3)).rejects.toMatchObject({ code: "23505" });
});
