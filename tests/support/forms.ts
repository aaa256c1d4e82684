/** What a browser without JavaScript does with a page: read its forms, fill one in, and send it. */
import type { AppClient } from "./client";

export interface Form {
  /** What the form holds before anybody types. */
  values: Record<string, string>;
  /** What its button says, to eyes or to screen readers. */
  button: string;
}

export interface Sent {
  status: number;
  /** Where the answer leads, as path and parameters; null when it is a page. */
  to: string | null;
  html: string;
}

export async function pageOf(
  client: AppClient,
  path: string,
): Promise<{ status: number; html: string; to: string | null }> {
  const answer = await client.raw(path);
  return { status: answer.status, html: await answer.text(), to: pathOf(answer.headers.get("location")) };
}

/** The forms in the main part of a page; what frames it, such as the choice of a language, is left out. */
export function formsOf(html: string): Form[] {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? "";
  return [...main.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => {
    const values: Record<string, string> = {};
    for (const [input] of form.matchAll(/<input[^>]*>/g)) {
      if (!/type="checkbox"/.test(input)) values[attribute(input, "name")] = attribute(input, "value");
    }
    for (const [select, tag = ""] of form.matchAll(/(<select[^>]*>)[\s\S]*?<\/select>/g)) {
      const options = [...select.matchAll(/<option[^>]*>/g)].map(([option]) => option);
      values[attribute(tag, "name")] = attribute(
        options.find((one) => / selected=/.test(one)) ?? options[0] ?? "",
        "value",
      );
    }
    const [, tag = "", text = ""] = /(<button(?![^>]*type="button")[^>]*>)([\s\S]*?)<\/button>/.exec(form) ?? [];
    return { values, button: attribute(tag, "aria-label") || plain(text) };
  });
}

/**
 * Fills in the form with this button on this page, and sends it.
 * @param values on top of what the form holds: also what the page would not let anybody choose
 */
export async function submit(
  client: AppClient,
  path: string,
  button: string,
  values: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Sent> {
  const { html } = await pageOf(client, path);
  const form = formsOf(html).find((one) => one.button === button);
  if (!form) throw new Error(`${path} has no form with the button "${button}".`);
  return send(client, path, { ...form.values, ...values }, headers);
}

/** Sends a form's values to the page that it stands on. */
export async function send(
  client: AppClient,
  path: string,
  values: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Sent> {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  const origin = new URL(client.url).origin;
  const answer = await client.raw(path, { method: "POST", body, headers: { origin, ...headers } });
  return { status: answer.status, to: pathOf(answer.headers.get("location")), html: await answer.text() };
}

/** What the page says in its alert, or an empty text. */
export function alertOf(html: string): string {
  const opened = /<(\w+)[^>]*role="alert"[^>]*>/.exec(html);
  if (!opened) return "";
  const inside = html.slice(opened.index + opened[0].length);
  let depth = 1;
  for (const tag of inside.matchAll(new RegExp(`<(/?)${opened[1]}\\b[^>]*>`, "g"))) {
    depth += tag[1] ? -1 : 1;
    if (depth === 0) return plain(inside.slice(0, tag.index));
  }
  return "";
}

/** All that a page says, its title first: Next streams it, so it comes wherever the page is by then. */
export const plain = (html: string): string =>
  decoded(
    titleFirst(html)
      .replaceAll(/<(script|style)[\s\S]*?<\/\1>|<!--[\s\S]*?-->/g, "")
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/\s+/g, " "),
  ).trim();

function titleFirst(html: string): string {
  const [title] = /<title>[\s\S]*?<\/title>/.exec(html) ?? [];
  return title === undefined ? html : `${title}${html.replace(title, "")}`;
}

const attribute = (tag: string, name: string): string =>
  decoded(new RegExp(`\\s${name.replace("$", "\\$")}="([^"]*)"`).exec(tag)?.[1] ?? "");

const ENTITIES: Record<string, string> = { amp: "&", quot: '"', "#x27": "'", lt: "<", gt: ">" };
const decoded = (text: string): string =>
  text.replaceAll(/&(amp|quot|#x27|lt|gt);/g, (whole, name: string) => ENTITIES[name] ?? whole);

function pathOf(location: string | null): string | null {
  if (location === null) return null;
  const { pathname, search } = new URL(location, "http://anywhere");
  return pathname + search;
}

/** What leads to the page on which a plan is canceled. */
export const waysToCancel = (html: string): string[] =>
  [...html.matchAll(/<a [^>]*href="\/dashboard\/cancel[^>]*>(.*?)<\/a>/g)].map(([, text = ""]) => plain(text));
