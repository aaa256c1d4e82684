import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { isPresent, nobodysLike, readHash } from "@/lib/auth/passwords/password-hash";
import { hashPassword, verifyPassword } from "@/lib/auth/passwords/passwords";
import { setLogWriter } from "@/lib/observe/log";
import { argon2, ARGON2_VECTORS, bcrypt, BCRYPT_VECTORS, scrypt, SCRYPT_VECTORS } from "../../support/hashes";

const problemOf = (text: string): string | null => {
  const read = readHash(text);
  return "problem" in read ? read.problem : null;
};

describe("a hash from elsewhere", () => {
  const vectors = [...ARGON2_VECTORS, ...BCRYPT_VECTORS, ...SCRYPT_VECTORS];

  test.each(vectors)("is the published one of its password: %s, %s", async (password, hash) => {
    expect(problemOf(hash)).toBeNull();
    expect([await verifyPassword(password, hash), await verifyPassword(`${password}.`, hash)]).toEqual([true, false]);
    expect(isPresent(hash)).toBe(false);
  });

  test.each(vectors)("one like that of %s, %s, takes the same work and is nobody's", async (password, hash) => {
    const like = nobodysLike(hash);
    const parameters = (text: string) => text.slice(0, text.startsWith("$2") ? 29 : text.lastIndexOf("$"));
    expect([like.length, parameters(like), problemOf(like)]).toEqual([hash.length, parameters(hash), null]);
    expect(like).not.toBe(hash);
    expect(await verifyPassword(password, like)).toBe(false);
  });
});

test("ours has the parameters that are named, and is not renewed", async () => {
  const hash = await hashPassword("a mild tuesday");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect([isPresent(hash), problemOf(hash)]).toEqual([true, null]);
  for (const other of [hash.replace("t=2", "t=3"), hash.replace("argon2id", "argon2i"), `${hash} `, hash.slice(0, -1)])
    expect(isPresent(other)).toBe(false);
});

test.each([
  ["of an unknown kind", "5f4dcc3b5aa765d61d8327deb882cf99"],
  ["empty", ""],
  ["a bare word", "argon2id"],
  ["PBKDF2", "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk"],
  ["bcrypt's broken kind", bcrypt(5).replace("$2a$", "$2x$")],
  ["with something behind it", `${bcrypt(5)}.`],
  ["with a line break", `${argon2({})}\n`],
  ["cut off", scrypt({}).slice(0, -30)],
  ["with a short end, which many passwords have", argon2({ digest: "wWKIMhR9ly" })],
  ["Argon2 of a version to come", argon2({ version: 20 })],
])("one that is %s is not read", (_, text) => {
  expect(problemOf(text)).toBe("is no hash of Argon2, bcrypt or scrypt");
});

test.each([
  ["bcrypt", bcrypt(15), "has a cost of 15; 4 to 14 are allowed"],
  ["bcrypt", bcrypt(99), "has a cost of 99; 4 to 14 are allowed"],
  ["bcrypt", bcrypt(3), "has a cost of 3; 4 to 14 are allowed"],
  ["Argon2's memory", argon2({ m: 131_073 }), "needs 129 MiB of memory; at most 128 are allowed"],
  ["Argon2's memory", argon2({ m: 4_294_967_295 }), "needs 4194304 MiB of memory; at most 128 are allowed"],
  ["Argon2's passes", argon2({ m: 131_072, t: 9 }), "takes too long to compare"],
  ["Argon2's lanes", argon2({ m: 4096, p: 17 }), "takes too long to compare"],
  ["scrypt's memory", scrypt({ ln: 18 }), "needs 256 MiB of memory; at most 128 are allowed"],
  ["scrypt's memory", scrypt({ ln: 99 }), expect.stringMatching(/^needs .* MiB of memory/)],
  ["scrypt's passes", scrypt({ ln: 17, p: 5 }), "takes too long to compare"],
])("beyond the bounds: %s, %s", async (_, text, problem) => {
  expect(problemOf(text)).toEqual(problem);
  expect(await verifyPassword("whatever", text, { userId: "ada" })).toBe(false);
});

test("what is usual elsewhere is within the bounds", () => {
  const usual = [
    argon2({ m: 65_536, t: 4, p: 1 }), // PHP
    argon2({ m: 65_536, t: 3, p: 4 }), // RFC 9106's second recommendation, argon2-cffi, node-argon2
    argon2({ m: 102_400, t: 2, p: 8 }), // Django
    argon2({ m: 47_104, t: 1, p: 1 }), // OWASP
    bcrypt(10),
    bcrypt(14),
    scrypt({ ln: 17, r: 8, p: 1 }), // OWASP
    scrypt({ ln: 14, r: 8, p: 5 }),
    scrypt({ ln: 13, r: 8, p: 10 }),
    scrypt({ ln: 17, r: 8, p: 4 }),
  ];
  expect(usual.map(problemOf)).toEqual(usual.map(() => null));
});

test("no text is compared that a library refuses, or that takes long", async () => {
  const lines: string[] = [];
  setLogWriter((_, message) => void lines.push(message));
  onTestFinished(() => setLogWriter(undefined));
  const number = fc.oneof(fc.constantFrom(0, 1, 2, 7), fc.nat(40));
  const text = fc.oneof(
    fc.string(),
    fc.record({ m: number, t: fc.nat(3), p: fc.nat(3) }).map(argon2),
    fc.nat(6).map(bcrypt),
    fc.record({ ln: fc.nat(8), r: fc.nat(8), p: fc.nat(2) }).map(scrypt),
  );
  await fc.assert(
    fc.asyncProperty(fc.string(), text, async (password, stored) => {
      expect(await verifyPassword(password, stored)).toBe(false);
    }),
    { numRuns: 100 },
  );
  expect(lines.filter((line) => line.includes("can't be compared"))).toEqual([]);
});
