import { afterEach, beforeEach, expect, test } from "vitest";
import { audit } from "@/lib/audit-log";
import { type LogLine, setLogWriter } from "@/lib/observe/log";

let lines: Parameters<LogLine>[];
beforeEach(() => {
  lines = [];
  setLogWriter((...line) => void lines.push(line));
});
afterEach(() => setLogWriter(undefined));

test("a line says what happened, who did it and from where", () => {
  audit("role_changed", { userId: "u1", from: "192.0.2.7" }, { workspace: "w1", member: "u2", role: "admin" });
  expect(lines).toEqual([
    [
      "info",
      "audit: role_changed",
      { audit: "role_changed", user_id: "u1", from: "192.0.2.7", workspace: "w1", member: "u2", role: "admin" },
    ],
  ]);
});

test("what a visitor typed begins no line of its own, and is not endless", () => {
  audit("sign_in_failed", { userId: null, from: "x\r\n{}" }, { provider: `a\n\u2028\u0000\u202e${"b".repeat(999)}` });
  const [level, , fields] = lines[0] ?? [];
  expect(level).toBe("warn");
  expect(fields?.from).toBe("x\ufffd\ufffd{}");
  expect(fields?.provider).toMatch(/^a\ufffd{4}b{195}$/);
});

test("an e-mail address is noted in its one form; what is none may be a password in the wrong field, and is not", () => {
  const noted = (email: unknown) => {
    audit("sign_in_failed", { userId: null }, { email });
    return lines.at(-1)?.[2].email;
  };
  expect(noted(" Ada@Example.com")).toBe("ada@example.com");
  for (const typed of ["hunter2-my-real-password", "", "hunter2@", "ada@example.com hunter2", "x".repeat(2_000), {}, 5])
    expect(noted(typed)).toBeUndefined();
});
