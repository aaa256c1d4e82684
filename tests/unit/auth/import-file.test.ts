import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readImport } from "@/lib/auth/sign-up/import-file";
import { csvLine, readCsv } from "@/lib/csv";
import { bcrypt, scrypt } from "../../support/hashes";

const problems = (text: string, format: "csv" | "jsonl" = "jsonl") =>
  readImport(text, format).problems.map(({ line, field, message }) => `${line} ${field} ${message}`);
const line = (values: object) => `${JSON.stringify(values)}\n`;
const ADA = { external_id: "auth0|1", email: "Ada@Example.com " };

describe("a table of users", () => {
  test("is read from CSV and from JSON lines alike; an empty cell is none", () => {
    const csv = `\ufeffexternal_id,email,email_verified,name,password_hash,workspace_external_id\r
1,Ada@Example.com,true,"Lovelace, Ada",${bcrypt(10)},acme\r
2,bob@example.com,,"Bob ""the"" Builder
of things","${scrypt({})}",\r
`;
    const jsonl = [
      {
        external_id: "1",
        email: "Ada@Example.com",
        email_verified: true,
        name: "Lovelace, Ada",
        password_hash: bcrypt(10),
        workspace_external_id: "acme",
      },
      { external_id: "2", email: "bob@example.com", name: 'Bob "the" Builder of things', password_hash: scrypt({}) },
    ];
    const [ours, theirs] = [readImport(csv, "csv"), readImport(jsonl.map(line).join("\n"), "jsonl")];
    expect(ours.problems).toEqual([]);
    expect(ours.users).toMatchObject([
      { ...jsonl[0], email: "ada@example.com", line: 2 },
      { ...jsonl[1], line: 3 },
    ]);
    expect(theirs.users.map((user) => ({ ...user, line: 0 }))).toEqual(
      ours.users.map((user) => ({ ...user, line: 0 })),
    );
  });

  test.each<[string, string]>([
    [
      line({ ...ADA, external_id: undefined }),
      "1 external_id must be a UUID, or up to 64 letters, digits or characters of _ . : @ | -",
    ],
    [
      line({ ...ADA, external_id: "a b" }),
      "1 external_id must be a UUID, or up to 64 letters, digits or characters of _ . : @ | -",
    ],
    [line({ ...ADA, email: "ada" }), "1 email must be an e-mail address"],
    [line({ ...ADA, email_verified: "yes" }), "1 email_verified must be true or false"],
    [line({ ...ADA, name: "a".repeat(101) }), "1 name must have at most 100 characters"],
    [line({ ...ADA, password_hash: "hunter2" }), "1 password_hash is no hash of Argon2, bcrypt or scrypt"],
    [line({ ...ADA, password_hash: bcrypt(15) }), "1 password_hash has a cost of 15; 4 to 14 are allowed"],
    [line({ ...ADA, language: "fr" }), "1 language must be one of en, de"],
    [line({ ...ADA, role: "king" }), "1 role must be one of owner, admin, member"],
    [line({ ...ADA, role: "admin" }), "1 role needs workspace_external_id: everyone owns their own"],
    [line({ ...ADA, password: "hunter2" }), "1 password is no field of an import"],
    [`\n{"external_id":`, "2 line is not valid JSON"],
    ["[1]\n", "1 line Invalid input: expected object, received array"],
    [line(ADA) + line({ ...ADA, email: "b@example.com" }), "2 external_id is the one of line 1"],
    [line(ADA) + line({ ...ADA, external_id: "2", email: "ada@example.com" }), "2 email is the one of line 1"],
  ])("says of %j what is wrong, and where", (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  test("says so of CSV too, and of its form", () => {
    const head = "external_id,email\n";
    expect(problems(`${head}1,ada@example.com\n2,nobody\n`, "csv")).toEqual(["3 email must be an e-mail address"]);
    expect(problems(`${head}1,ada@example.com,x\n`, "csv")).toEqual([
      "2 line has 3 cells, and the first line 2; what has a comma belongs in quotation marks",
    ]);
    expect(problems(`${head}1,"ada@example.com`, "csv")).toEqual([
      "1 file line 2: a quotation mark is in the wrong place",
    ]);
    expect(problems("external_id,mail\n1,a@b.c\n", "csv")).toHaveLength(2);
    expect(readImport("", "csv")).toEqual({ users: [], problems: [] });
  });
});

test("CSV that we write is read as it was", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "ü") });
  const record = fc.array(cell, { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), (records) => {
      const harmless = records.map((cells) => cells.map((one) => one.replace(/^[\r\n]+/, "")));
      const text = harmless.map(csvLine).join("");
      expect(readCsv(text).map(({ cells }) => cells)).toEqual(harmless);
    }),
  );
});
