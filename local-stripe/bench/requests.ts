// `npm run bench`: how fast the server starts, and how many requests a second it answers in one process.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SECONDS = 5;
const CONNECTIONS = 16;
const BIN = fileURLToPath(new URL("../bin/local-stripe.mjs", import.meta.url));

const dataDir = mkdtempSync(join(tmpdir(), "local-stripe-bench-"));
const begun = performance.now();
const child = spawn(process.execPath, [BIN, "--port", "0", "--data-dir", dataDir], {
  stdio: ["ignore", "pipe", "inherit"],
});
const url = await new Promise<string>((ready, failed) => {
  child.once("exit", () => failed(new Error("The server ended")));
  child.stdout.once("data", (line: Buffer) => ready(line.toString().trim().split(" ").at(-1) ?? ""));
});
console.log(`Started in ${Math.round(performance.now() - begun)} ms`);

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
function call(method: string, path: string, body = ""): Promise<number> {
  return new Promise((done, failed) => {
    const headers = { authorization: "Bearer sk_test_bench", "content-type": "application/x-www-form-urlencoded" };
    request(`${url}${path}`, { agent, method, headers }, (response) =>
      response.resume().on("end", () => done(response.statusCode ?? 0)),
    )
      .on("error", failed)
      .end(body);
  });
}

async function measure(name: string, one: (n: number) => Promise<number>): Promise<void> {
  const until = performance.now() + SECONDS * 1000;
  let answered = 0;
  let wrong = 0;
  const waits: number[] = [];
  const worker = async () => {
    while (performance.now() < until) {
      const at = performance.now();
      if ((await one(answered)) !== 200) wrong += 1;
      waits.push(performance.now() - at);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  waits.sort((a, b) => a - b);
  const p99 = waits[Math.floor(waits.length * 0.99)] ?? 0;
  console.log(
    `${name}: ${Math.round(answered / SECONDS)} requests/s, 99 % within ${p99.toFixed(1)} ms${wrong > 0 ? `, ${wrong} not answered with 200` : ""}`,
  );
}

try {
  await measure("POST /v1/customers", (n) => call("POST", "/v1/customers", `email=bench${n}%40example.com`));
  await measure("GET /v1/customers?limit=10", () => call("GET", "/v1/customers?limit=10"));
  await measure("half of each", (n) =>
    n % 2 ? call("GET", "/v1/events?limit=10") : call("POST", "/v1/products", `name=Bench${n}`),
  );
} finally {
  agent.destroy();
  child.kill("SIGTERM");
  await new Promise((ended) => child.once("exit", ended));
  rmSync(dataDir, { recursive: true, force: true });
}
