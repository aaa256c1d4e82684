import { createHash } from "node:crypto";
import { readUuid } from "@/lib/uuid";

/**
 * What a form makes is kept under this key, so that a form that is sent five times makes one thing: by an impatient press, by a
 * browser that sends again, in two tabs of one page. Other values in the same form are another request.
 * @param form the id that the page gave the form; without one nothing is found again
 * @param of who sends it and what was typed
 */
export function formKey(form: string | undefined, ...of: string[]): string | null {
  const id = readUuid(form);
  if (!id) return null;
  const hex = createHash("sha256")
    .update(JSON.stringify([id, ...of]))
    .digest("hex");
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
