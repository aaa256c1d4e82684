import { expect, test } from "vitest";
import { schemaOf, schemaProblem } from "@/lib/database-url";

const URL = "postgresql://user:secret@127.0.0.1:5432/shop";
const standing = (schema: string | null) => ({ schema, role: "shopkeeper", database: '"My shop"' });

test.each([
  ["", "public"],
  ["?schema=", "public"],
  ["?schema=billing", "billing"],
  ["?sslmode=require&schema=billing", "billing"],
])("an address with %j means the schema %s", (query, schema) => {
  expect(schemaOf(URL + query)).toBe(schema);
});

test.each([
  ["", "public"],
  ["?schema=billing", "billing"],
])("nothing is wrong when the role's search_path leads there", (query, schema) => {
  expect(schemaProblem(URL + query, standing(schema))).toBeNull();
});

test("an address that means another schema than the role is told both ways out, and shows no password", () => {
  const problem = schemaProblem(`${URL}?schema=billing`, standing("public"));
  expect(problem).toMatch(/^DATABASE_URL: it means the schema "billing", but .* leads to "public"/);
  expect(problem).toContain('`ALTER ROLE shopkeeper IN DATABASE "My shop" SET search_path = "billing"`');
  expect(problem).toContain("?schema=public");
  expect(problem).not.toContain("secret");
});

test("a role whose search_path leads nowhere gets one way out", () => {
  const problem = schemaProblem(URL, standing(null));
  expect(problem).toMatch(/leads to none\. Run `ALTER ROLE .* SET search_path = "public"`$/);
});
