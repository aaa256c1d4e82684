import { own } from "@/lib/own";

/**
 * What was typed into a form that the app no longer knows, because the page is of an earlier release. Without JavaScript it
 * comes back to the page this way, in a cookie that is gone with the next page.
 */
export const UNSENT_FORM_COOKIE = "unsent-form";

/** A hidden field of a form that something is typed into: when the session has ended meanwhile, it isn't left. */
export const KEPT = "$kept";

/** What a cookie holds safely, with its name and all. */
const MOST_CHARACTERS = 3_000;

/** What was typed, without passwords, which no answer and no cookie carries. */
export const withoutSecrets = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !/password/i.test(name)));

/** What is too long to be kept is dropped; the page still says that nothing was saved. */
export function packUnsent(values: Record<string, string>): string {
  const packed = encodeURIComponent(JSON.stringify(withoutSecrets(values)));
  return packed.length > MOST_CHARACTERS ? encodeURIComponent("{}") : packed;
}

/** @returns null for what is no cookie of ours */
export function unpackUnsent(cookie: string | undefined): Record<string, string> | null {
  if (cookie === undefined) return null;
  try {
    const values: unknown = JSON.parse(cookie.startsWith("%") ? decodeURIComponent(cookie) : cookie);
    if (typeof values !== "object" || values === null || Array.isArray(values)) return null;
    return Object.fromEntries(
      Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return null;
  }
}

/** The text fields of a form as browsers send it. Files are left out, and what begins with `$` is Next's own. */
export function textFieldsOf(body: Buffer, contentType: string): Record<string, string> {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const parts = boundary ? body.toString("utf8").split(`--${boundary[1] ?? boundary[2]}`) : [];
  const fields = parts.flatMap((part) => {
    const [, head = "", value = ""] = /^\r\n([\s\S]*?)\r\n\r\n([\s\S]*)\r\n$/.exec(part) ?? [];
    const name = /;\s*name="([^"]*)"/i.exec(head)?.[1];
    return name && !name.startsWith("$") && !/;\s*filename=/i.test(head) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(fields);
}

/** Whether these values were typed into a form with these fields. */
export function isSameForm(values: Record<string, string>, hidden: Record<string, string>, fields: string[]): boolean {
  const named = new Set([...Object.keys(hidden), ...fields]);
  return (
    Object.keys(values).length > 0 &&
    Object.keys(values).every((name) => named.has(name)) &&
    Object.entries(hidden).every(([name, value]) => own(values, name) === value)
  );
}
