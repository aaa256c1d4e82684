import { describe, expect, test } from "vitest";
import { fields } from "@/lib/http";
import { isExternalId, isId, resolveWorkspaceId } from "@/lib/ids";
import { EXTERNAL_IDS, NO_IDS } from "../support/ids";

const UUID = "0b9df9a1-6a3c-4a5e-9d4e-2c8f1f0f7a11";

describe("an external id", () => {
  test.each(EXTERNAL_IDS)("can be %j", (text) => expect([isExternalId(text), isId(text)]).toEqual([true, true]));

  test.each([UUID, UUID.toUpperCase()])(
    "is never %s, which is an id of ours, and nothing is asked for it",
    async (id) => {
      expect([isExternalId(id), isId(id), await resolveWorkspaceId(id)]).toEqual([false, true, UUID]);
      expect(await fields.workspaceId.parseAsync(id)).toBe(UUID);
    },
  );

  test.each(NO_IDS)("can't be %j, which an endpoint refuses and a function doesn't find", async (text) => {
    expect([isExternalId(text), isId(text), await resolveWorkspaceId(text)]).toEqual([false, false, null]);
    expect((await fields.workspaceId.safeParseAsync(text)).error?.issues).toMatchObject([
      { message: expect.stringContaining("must be a workspace's id") as string },
    ]);
  });
});
