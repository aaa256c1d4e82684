import { parseArgs } from "node:util";
import { startServer } from "./server.ts";

const HELP = `local-stripe: a stateful server that speaks Stripe's API

  --port N            port to listen on (LOCAL_STRIPE_PORT, default 12111; 0 takes any free one)
  --host ADDRESS      address to listen on (default 127.0.0.1)
  --data-dir PATH     where the state is kept (default .data/local-stripe)
  --retry-base-ms N   first pause before a webhook is sent again (default 1000)

LOCAL_STRIPE_HOSTS       further names that it answers to, separated by commas; other names are refused
LOCAL_STRIPE_PUBLIC_URL  where browsers reach it, if not where the app does; pages and links begin with it
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: process.env.LOCAL_STRIPE_PORT ?? "12111" },
      host: { type: "string", default: "127.0.0.1" },
      "data-dir": { type: "string", default: ".data/local-stripe" },
      "retry-base-ms": { type: "string", default: "1000" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const port = wholeNumber("--port", values.port, 65_535);
  const retryBaseMs = wholeNumber("--retry-base-ms", values["retry-base-ms"], 60_000);
  const names = {
    hosts: hostNames(process.env.LOCAL_STRIPE_HOSTS),
    publicUrl: origin(process.env.LOCAL_STRIPE_PUBLIC_URL),
  };
  const options = { port, host: values.host, dataDir: values["data-dir"], retryBaseMs, ...names };
  const server = await startServer(options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE")
      throw new Error(
        `Port ${port} on ${values.host} is taken by another program. Choose another with --port or LOCAL_STRIPE_PORT.`,
      );
    throw error;
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void server.stop().then(() => process.exit(0)));
  }
  console.log(`Local Stripe is listening on ${server.url}`);
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max)
    throw new Error(`${name} must be a whole number from 0 to ${max}, not ${text}`);
  return value;
}

function hostNames(text = ""): string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const bad = names.find((name) => !/^(\[[\da-f:]+\]|[\w.-]+)$/i.test(name));
  if (bad !== undefined)
    throw new Error(`LOCAL_STRIPE_HOSTS must be host names without ports, separated by commas, not ${bad}`);
  return names;
}

function origin(text = ""): string | undefined {
  if (text === "") return undefined;
  if (!/^https?:/.test(text) || !URL.canParse(text) || new URL(text).origin !== text.replace(/\/$/, ""))
    throw new Error(`LOCAL_STRIPE_PUBLIC_URL must be an origin such as http://localhost:12111, not ${text}`);
  return new URL(text).origin;
}

main().catch((error: unknown) => {
  console.error(`local-stripe: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
