import { expect, test } from "vitest";
import { isDatabaseUnavailable } from "@/lib/database-failure";

const failing = (message: string, more: object = {}) => Object.assign(new Error(message), more);

test.each([
  ["no free connection in time", failing("timeout exceeded when trying to connect")],
  ["no answer in time", failing("Query read timeout")],
  ["a connection that broke", failing("Connection terminated unexpectedly")],
  ["a server without room", failing("sorry, too many clients already", { code: "53300" })],
  ["a server that ends", failing("terminating connection due to administrator command", { code: "57P01" })],
  ["a transaction of Prisma's that waited too long", failing("Transaction API error", { code: "P2028" })],
  ["a host with several addresses", new AggregateError([failing("connect", { code: "ECONNREFUSED" })])],
  ["an error that another one caused", new Error("Reading failed", { cause: failing("Query read timeout") })],
])("%s may work in a moment", (_, error) => {
  expect(isDatabaseUnavailable(error)).toBe(true);
});

test.each([
  ["a statement that the server refuses", failing("relation does not exist", { code: "42P01" })],
  ["a broken rule of a table", failing("duplicate key", { code: "23505" })],
  ["a bug", new TypeError("x is undefined")],
  ["no error", "Query read timeout"],
])("%s won't", (_, error) => {
  expect(isDatabaseUnavailable(error)).toBe(false);
});
