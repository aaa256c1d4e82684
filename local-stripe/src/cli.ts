import { parseArgs } from "node:util";
import { startServer } from "./server.ts";

const HELP = `local-stripe: a stateful server that speaks Stripe's API

  --port N            port to listen on (LOCAL_STRIPE_PORT, default 12111; 0 takes any free one)
  --host ADDRESS      address to listen on (default 127.0.0.1)
  --data-dir PATH     where the state is kept (default .data/local-stripe)
  --retry-base-ms N   first pause before a webhook is sent again (default 1000)
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
  const server = await startServer({ port, host: values.host, dataDir: values["data-dir"], retryBaseMs }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        throw new Error(
          `Port ${port} on ${values.host} is taken by another program. Choose another with --port or LOCAL_STRIPE_PORT.`,
        );
      throw error;
    },
  );
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

main().catch((error: unknown) => {
  console.error(`local-stripe: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
