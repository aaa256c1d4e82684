import fc from "fast-check";
import { expect, test } from "vitest";
import { isSameForm, packUnsent, textFieldsOf, unpackUnsent } from "@/lib/unsent-form";

const text = fc.string({ unit: "grapheme", maxLength: 40 });

test("what was typed comes back as it was", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), text, { maxKeys: 4 }), (values) => {
      const packed = packUnsent(values);
      expect(packed).toMatch(/^[^\s;,"]*$/);
      expect(unpackUnsent(packed)).toEqual(packed === "%7B%7D" ? {} : values);
    }),
  );
});

test.each([undefined, "", "null", "[]", "3", "{", "%", '"text"', "%7B%22a%22%3A"])("%j is no form", (cookie) => {
  expect(unpackUnsent(cookie)).toBeNull();
});

test("only texts are taken from a cookie", () => {
  expect(unpackUnsent('{"a":"b","c":{"d":1},"e":null}')).toEqual({ a: "b" });
});

test("the fields of a form are read as browsers send them", async () => {
  const sent = new FormData();
  for (const [name, value] of [
    ["name", 'Ada & "Co"\r\n--edge'],
    ["$ACTION_1:0", "{}"],
    ["empty", ""],
  ] as const)
    sent.append(name, value);
  sent.append("file", new File(["secret"], "a.txt"));
  const request = new Request("http://ours", { method: "POST", body: sent });
  const body = Buffer.from(await request.arrayBuffer());
  expect(textFieldsOf(body, request.headers.get("content-type") ?? "")).toEqual({
    name: 'Ada & "Co"\r\n--edge',
    empty: "",
  });
  expect(textFieldsOf(Buffer.from("no form"), "multipart/form-data")).toEqual({});
});

test.each<[object, boolean]>([
  [{ workspace: "1", name: "typed" }, true],
  [{ workspace: "2", name: "typed" }, false],
  [{ name: "typed" }, false],
  [{ workspace: "1", name: "typed", confirm: "" }, false],
  [{}, false],
])("%j is of the form with a workspace and a name: %s", (values, same) => {
  expect(isSameForm(values as Record<string, string>, { workspace: "1" }, ["name"])).toBe(same);
});
