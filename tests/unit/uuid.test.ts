import { expect, test } from "vitest";
import { fields } from "@/lib/http";
import { idInMetadata } from "@/lib/stripe/metadata";
import { isUuid, normalizeUuid, readUuid } from "@/lib/uuid";

const ID = "0b9df9a1-6a3c-4a5e-9d4e-2c8f1f0f7a11";
const UPPER = ID.toUpperCase();

test("an id from outside is read in lower case, as PostgreSQL returns it", async () => {
  expect([readUuid(ID), readUuid(UPPER)]).toEqual([ID, ID]);
  expect(await fields.workspaceId.parseAsync(UPPER)).toBe(ID);
  expect(idInMetadata({ workspace_id: UPPER }, "workspaceId")).toBe(ID);
});

test.each(["", "ws_1", `${ID} `, `{${ID}}`, ID.replaceAll("-", ""), `${ID}\n`, null, undefined])(
  "%j is no id",
  (text) => {
    expect(readUuid(text)).toBeNull();
    if (typeof text === "string") expect([isUuid(text), normalizeUuid(text)]).toEqual([false, text]);
    expect(idInMetadata(typeof text === "string" ? { user_id: text } : null, "userId")).toBeNull();
  },
);

test("inside, an id in another spelling is an unknown one", () => {
  expect([isUuid(ID), isUuid(UPPER)]).toEqual([true, false]);
});
