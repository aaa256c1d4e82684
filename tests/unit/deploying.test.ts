import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, test, vi } from "vitest";
import { parse } from "yaml";
import { root } from "@/scripts/local/paths";
import { COMMANDS } from "@/scripts/standalone/command.mjs";
import { readSettings } from "@/lib/env";
import { opsFile } from "../support/ops-file";

const read = (file: string): string => readFileSync(`${root}${file}`, "utf8");
const settings = read("docs/settings.md");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
const { services } = parse(read("compose.yaml"), { merge: true }) as { services: Record<string, unknown> };

interface Block {
  language: string;
  text: string;
  /** The line below it. */
  mark: string;
}

const blocksIn = (page: string): Block[] =>
  [...page.matchAll(/^ *```(\w+)\n(.*?)\n *```\n\n? *([^\n]*)$/gms)].map(([, language = "", text = "", mark = ""]) => ({
    language,
    text,
    mark,
  }));

/** What a block names that isn't there. */
function missingIn({ text }: Block): string[] {
  const named = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
  return [
    ...named(/npm run ([\w:]+)/g).filter((name) => !scripts[name]),
    ...named(/(?:command\.mjs|run --rm(?: --build)? command) ([\w:]+)/g).filter(
      (name) => !Object.hasOwn(COMMANDS, name),
    ),
    ...named(/docker compose (?:up|run|exec|build)([^\n>]*)/g)
      .flatMap((args) => args.split(" ").filter((word) => /^[a-z-]+$/.test(word) && !word.startsWith("-")))
      .filter((word) => !services[word] && !/^(command|pg_dump|billing)$/.test(word)),
    ...named(/^ *([A-Z][A-Z_]+)=/gm).filter(
      (name) => !settings.includes(`\`${name}\``) && name !== "POSTGRES_PASSWORD",
    ),
    ...named(/\b(ops\/[\w./@-]+)/g).filter((path) => !existsSync(root + path)),
  ];
}

const pages = globSync("docs/deploying/*.md", { cwd: root });

test.each(pages)("%s says of each block which test runs it, or why none does, and names only what is there", (page) => {
  const blocks = blocksIn(read(page));
  expect(read(page).match(/^ *```\w+$/gm) ?? []).toHaveLength(blocks.length);
  for (const block of blocks) {
    expect(block.mark).toMatch(/^_(Tested|Not tested): .+_$/);
    for (const [, test = ""] of block.mark.matchAll(/`(tests\/[^`]+)`/g))
      expect([test, existsSync(root + test)]).toEqual([test, true]);
    expect([block.text, missingIn(block)]).toEqual([block.text, []]);
    if (block.language === "json") expect(() => JSON.parse(block.text) as unknown).not.toThrow();
  }
});

test("a block without its line, or that names what is not there, is found", () => {
  expect(blocksIn("```sh\nnpm run build\n```\n\nThen go on.\n")[0]?.mark).toBe("Then go on.");
  const text = "npm run rebuild\nnode command.mjs stripe:sink\ndocker compose up db\nNO_SUCH=1\ncp ops/none.conf /etc";
  expect(missingIn({ language: "sh", text, mark: "" })).toEqual([
    "rebuild",
    "stripe:sink",
    "db",
    "NO_SUCH",
    "ops/none.conf",
  ]);
});

test("nginx closes an idle connection before the app does, and repeats no POST but the webhook's", () => {
  const config = read("ops/nginx/billing.conf");
  const [, nginx = ""] = /keepalive_timeout (\d+)s/.exec(config) ?? [];
  const [, app = ""] = /KEEP_ALIVE_TIMEOUT \|\|= "(\d+)"/.exec(read("scripts/standalone/start.mjs")) ?? [];
  expect(Number(nginx) * 1000).toBeLessThan(Number(app));
  const parts = config.split(/(?=location )/).filter((part) => part.startsWith("location"));
  const repeating = parts.filter((part) => part.includes("non_idempotent")).map((part) => part.split(" {")[0]);
  expect(repeating).toEqual(["location ~ ^/api/subscriptions/webhook/?$"]);
  expect(config.match(/non_idempotent/g)).toHaveLength(1);
});

test("a command on a server has the settings of its file, and may be that of a release that isn't current", () => {
  const dir = mkdtempSync(join(tmpdir(), "billing-command-"));
  try {
    const url = "postgresql://billing:1@db/billing?sslmode=verify-full&sslrootcert=/etc/ca.pem";
    writeFileSync(join(dir, "billing.env"), `DATABASE_URL='${url}'\n`);
    for (const release of ["current", "next"]) {
      mkdirSync(join(dir, release));
      const said = "[process.cwd(), process.env.DATABASE_URL, process.env.NODE_ENV, ...process.argv.slice(2)]";
      writeFileSync(join(dir, release, "command.mjs"), `console.log(JSON.stringify(${said}))`);
    }
    const script = opsFile("bin/billing-command", [
      ["/etc/billing.env", join(dir, "billing.env")],
      ["/srv/billing/current", join(dir, "current")],
      // Only root may become somebody else.
      [/setpriv .*?\/usr\/bin\/node/, process.execPath],
    ]);
    const run = (settings: Record<string, string>): unknown => {
      const env = { ...settings, NODE_ENV: "test" } as const;
      const { stdout } = spawnSync("sh", ["-c", script, "sh", "stripe:sync", "--dry-run"], { env, encoding: "utf8" });
      return JSON.parse(stdout);
    };
    const told = [url, "production", "stripe:sync", "--dry-run"];
    expect(run({})).toEqual([join(dir, "current"), ...told]);
    expect(run({ RELEASE: join(dir, "next") })).toEqual([join(dir, "next"), ...told]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("the settings that container.md writes are all that the app needs, once setup has printed the rest", () => {
  const [block] = blocksIn(read("docs/deploying/container.md"));
  const dir = mkdtempSync(join(tmpdir(), "billing-settings-"));
  try {
    const script = (block?.text ?? "").replaceAll(/^ {3}/gm, "");
    expect(spawnSync("sh", ["-c", script], { cwd: dir, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    const written = parseEnv(readFileSync(join(dir, ".env"), "utf8"));
    const printed = { STRIPE_WEBHOOK_SECRET: "whsec_1234567890123456" };
    const added = { DATABASE_URL: `postgresql://billing:${written.POSTGRES_PASSWORD}@postgres:5432/billing` };
    const settings = readSettings({ NODE_ENV: "production", ...written, ...printed, ...added });
    expect(settings).toMatchObject({
      production: true,
      onLoopback: true,
      STRIPE_API_BASE: "http://local-stripe:12111",
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("on Vercel, which packs the app itself, no folder is made for another machine", async () => {
  vi.stubEnv("VERCEL", "1");
  vi.resetModules();
  const { default: there } = (await import("../../next.config.mjs")) as { default: (phase: string) => object };
  expect(there("phase-production-build")).not.toHaveProperty("output");
  vi.unstubAllEnvs();
  expect(there("phase-production-build")).toHaveProperty("output", "standalone");
});
