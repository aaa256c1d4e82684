import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "@/scripts/local/paths";

/** A checkout with nothing in it but the bootstrap and one command, and an npm that answers as a test wants. */
let checkout: string;

// As Node 20 sees itself. The Node that this one then starts is not told so.
const OLD = `data:text/javascript,${encodeURIComponent(
  'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });',
)}`;

const COMMAND = `
import { execFileSync } from "node:child_process";
const child = execFileSync("node", ["-p", "process.versions.node"], { encoding: "utf8" }).trim();
console.log(JSON.stringify({ node: process.versions.node, child, first: process.env.PATH.split(":")[0], args: process.argv.slice(2) }));
process.exitCode = Number(process.env.ENDS_WITH ?? 0);
`;

// The npm registry's package is Node's binary; a link to this Node stands in for it.
const FETCHES = `#!/bin/sh
echo "$@" >> "\${0%/*}/../npm-calls"
for wanted; do :; done
mkdir -p "$3/node_modules/\${wanted%@*}/bin"
ln -s ${process.execPath} "$3/node_modules/\${wanted%@*}/bin/node"
`;

/** As that one, but none is done before all three fetch. */
const FETCHES_TOGETHER = `${FETCHES}
while [ "$(wc -l < "\${0%/*}/../npm-calls")" -lt 3 ]; do sleep 0.02; done
`;

const UNREACHABLE = `#!/bin/sh
echo "npm error code ECONNREFUSED" >&2
echo "npm error errno ECONNREFUSED" >&2
echo "npm error FetchError: request to http://127.0.0.1:9/node failed, reason: connect ECONNREFUSED" >&2
exit 1
`;

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), "billing-bootstrap-"));
  for (const name of ["run.mjs", "node-version.mjs", "newer-node.mjs", "fetch-node.mjs"]) {
    await cp(join(root, "scripts/bootstrap", name), join(checkout, "scripts/bootstrap", name));
  }
  await writeFile(join(checkout, "command.mjs"), COMMAND);
  await npmThat(FETCHES);
});
afterEach(() => rm(checkout, { recursive: true, force: true }));

async function npmThat(script: string): Promise<void> {
  await mkdir(join(checkout, "bin"), { recursive: true });
  await writeFile(join(checkout, "bin/npm"), script);
  await chmod(join(checkout, "bin/npm"), 0o755);
}

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const PATH = [join(checkout, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  return { NODE_ENV: "test", PATH, ...more };
}

const argumentsOf = (old: boolean, ...args: string[]): string[] => [
  ...(old ? ["--import", OLD] : []),
  "scripts/bootstrap/run.mjs",
  ...args,
];

const run = (old: boolean, more: Record<string, string>, ...args: string[]) =>
  promisify(execFile)(process.execPath, argumentsOf(old, ...args), { cwd: checkout, env: environment(more) });

const npmCalls = async (): Promise<string[]> =>
  (await readFile(join(checkout, "npm-calls"), "utf8").catch(() => "")).trim().split("\n").filter(Boolean);

const kept = (): string => join(checkout, ".data/node-24/bin");

test("an old Node fetches a newer one, once, and goes on with it and its programs with it", async () => {
  const { stdout, stderr } = await run(true, {}, "command.mjs", "an argument", "--flag");
  const { node } = process.versions;
  expect(JSON.parse(stdout)).toEqual({ node, child: node, first: kept(), args: ["an argument", "--flag"] });
  expect(stderr).toBe(
    `This is Node 20.20.2; fetching Node 24 from the npm registry (node-${process.platform}-${process.arch}) …\n`,
  );
  expect((await run(true, {}, "command.mjs")).stderr).toBe("");
  expect(await npmCalls()).toEqual([expect.stringContaining(`node-${process.platform}-${process.arch}@24`)]);
});

test("a new Node runs the command itself, and fetches nothing", async () => {
  const { stdout } = await run(false, {}, "command.mjs", "x");
  expect(JSON.parse(stdout)).toMatchObject({ args: ["x"], first: join(checkout, "bin") });
  expect(await npmCalls()).toEqual([]);
});

test("without a command it only fetches", async () => {
  expect((await run(true, {})).stdout).toBe("");
  expect(await readdir(kept())).toEqual(["node"]);
});

test("several that fetch at once leave one whole Node, and nothing beside it", async () => {
  await npmThat(FETCHES_TOGETHER);
  const runs = await Promise.all([1, 2, 3].map(() => run(true, {}, "command.mjs")));
  for (const { stdout } of runs) expect(JSON.parse(stdout)).toMatchObject({ first: kept() });
  expect(await readdir(join(checkout, ".data"))).toEqual(["node-24"]);
});

test("the command's exit code is the bootstrap's", async () => {
  await expect(run(true, { ENDS_WITH: "3" }, "command.mjs")).rejects.toMatchObject({ code: 3 });
});

test.each(["SIGINT", "SIGTERM"] as const)("%s reaches the command, and its end is waited for", async (signal) => {
  const waits = `process.on("${signal}", () => { console.log("over"); process.exit(5); }); setInterval(() => undefined, 1000); console.log("up");`;
  await writeFile(join(checkout, "waits.mjs"), waits);
  const child = spawn(process.execPath, argumentsOf(true, "waits.mjs"), {
    cwd: checkout,
    env: environment(),
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (text.includes("up")) child.kill(signal);
  });
  expect(await once(child, "close")).toEqual([5, null]);
  expect(said).toBe("up\nover\n");
});

test("without the registry it says in one sentence what is missing, and leaves nothing behind", async () => {
  await npmThat(UNREACHABLE);
  const refused = run(true, {}, "command.mjs");
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining(
      "HyperSaaS billing needs Node 24 or newer, and this is 20.20.2. Node 24 was not found here, and it could not be " +
        "fetched from the npm registry (FetchError: request to http://127.0.0.1:9/node failed, reason: connect " +
        "ECONNREFUSED). Check the connection, or install it from https://nodejs.org, and run the command again.",
    ) as string,
  });
  expect(await readdir(join(checkout, ".data"))).toEqual([]);
});

test("a Node that does not run on this machine is not kept", async () => {
  await npmThat(FETCHES.replace(`ln -s ${process.execPath}`, "ln -s /usr/bin/false"));
  await expect(run(true, {}, "command.mjs")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("does not run here") as string,
  });
  expect(await readdir(join(checkout, ".data"))).toEqual([]);
});
