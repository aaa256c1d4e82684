/** Every way into the app, as the build knows them, so that a new page, endpoint or action is among them at once. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@/scripts/local/paths";
import type { AppClient } from "./client";

const fromBuild = <T>(name: string): T => JSON.parse(readFileSync(join(root, ".next/server", name), "utf8")) as T;

export interface Page {
  path: string;
  /** Its sources, by which its parameters are known. */
  folder: string;
}

const SAMPLES: Record<string, string> = {
  "[id]": "00000000-0000-4000-8000-00000000000f",
  "[[...language]]": "",
  "[[...unknown]]": "nothing",
};

/** What NextAuth answers behind its one route. */
const NEXT_AUTH = ["session", "csrf", "providers", "signin", "signout", "error", "callback/credentials"];

const pathOf = (name: string): string =>
  name
    .split("/")
    .filter((part) => !/^\(.*\)$/.test(part))
    .map((part) => (part.startsWith("[") ? (SAMPLES[part] ?? part) : part))
    .filter(Boolean)
    .join("/");

const routesOf = (kind: "page" | "route"): string[] =>
  Object.keys(fromBuild<Record<string, string>>("app-paths-manifest.json"))
    .filter((name) => name.endsWith(`/${kind}`) && !name.includes("/_"))
    .map((name) => name.slice(0, -kind.length - 1));

export const pages = (): Page[] => routesOf("page").map((name) => ({ path: `/${pathOf(name)}`, folder: `app${name}` }));

export const endpoints = (): Page[] => [
  ...routesOf("route").flatMap((name) =>
    name.includes("[...nextauth]")
      ? NEXT_AUTH.map((action) => ({ path: `/api/auth/${action}`, folder: `app${name}` }))
      : [{ path: `/${pathOf(name)}`, folder: `app${name}` }],
  ),
  ...Object.keys(fromBuild<Record<string, string>>("pages-manifest.json"))
    .filter((name) => name.startsWith("/api/"))
    .map((path) => ({ path, folder: `pages${path}` })),
];

export interface Action {
  id: string;
  name: string;
  /** A page whose forms send it. */
  path: string;
}

export function actions(): Action[] {
  type Manifest = { node: Record<string, { workers: Record<string, unknown>; exportedName: string }> };
  return Object.entries(fromBuild<Manifest>("server-reference-manifest.json").node).map(
    ([id, { workers, exportedName }]) => {
      const [worker = ""] = Object.keys(workers);
      return { id, name: exportedName, path: `/${pathOf(worker.replace(/^app\//, "").replace(/\/page$/, ""))}` };
    },
  );
}

/** Calls an action with a form, as React does: https://github.com/facebook/react, ReactFlightReplyClient. */
export function callAction(
  client: AppClient,
  { id, path }: Action,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(`_1_${name}`, value);
  body.append("0", '[{},"$K1"]');
  return client.raw(path, {
    method: "POST",
    body,
    headers: { "next-action": id, origin: new URL(client.url).origin, accept: "text/x-component", ...headers },
  });
}

// How our sources name what they read of an address, a form or a body.
const ONE = [
  /\b(?:parameter|idParameter)\(\w+, "(\w+)"\)/g,
  /\b(?:textOf|idOf|idsOf)\(form, "(\w+)"\)/g,
  /\bget\("(\w+)"\)/g,
];
const SEVERAL: [list: RegExp, name: RegExp][] = [
  [/\[((?:"\w+",? ?)+)\](?:\.map\(\(key\)| as const)/g, /"(\w+)"/g],
  [/z\.object\(\{([^]*?)\n?\}\)/g, /(\w+): (?:z|fields|\w+Field)\b/g],
];

const namesIn = (text: string): string[] =>
  [
    ...ONE.flatMap((pattern) => [...text.matchAll(pattern)]),
    ...SEVERAL.flatMap(([list, name]) =>
      [...text.matchAll(list)].flatMap(([, names = ""]) => [...names.matchAll(name)]),
    ),
  ].map(([, name = ""]) => name);

/** The names of all parameters and fields that sources in a folder read. */
export function fieldsIn(folder: string): string[] {
  // Brackets are names here, and patterns there.
  const place = folder.replaceAll(/[[\]]/g, "?");
  const files = globSync([`${place}/**/*.{ts,tsx}`, `${place}.ts`], { cwd: root });
  return [...new Set(files.flatMap((file) => namesIn(readFileSync(join(root, file), "utf8"))))].sort();
}
