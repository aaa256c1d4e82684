import { parseArgs } from "node:util";
import { startServer } from "./server";

const HELP = `local-mail: catches all mail on this computer, and shows it

  --smtp-port N     port that takes mail (default 12125; 0 takes any free one)
  --page-port N     port of the mailbox (default 12180; 0 takes any free one)
  --data-dir PATH   where mail is kept (default: in memory)
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      "smtp-port": { type: "string", default: "12125" },
      "page-port": { type: "string", default: "12180" },
      "data-dir": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const server = await startServer({
    smtpPort: port("--smtp-port", values["smtp-port"]),
    pagePort: port("--page-port", values["page-port"]),
    dir: values["data-dir"],
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => void server.stop().then(() => process.exit(0)));
  console.log(`Local mail takes mail at ${server.smtpUrl} and shows it at ${server.url}`);
}

function port(name: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new Error(`${name} must be a port from 0 to 65535, not ${text}`);
  return value;
}

main().catch((error: unknown) => {
  const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  const why = error instanceof Error ? error.message : String(error);
  console.error(`local-mail: ${taken ? `${why}. Choose another port with --smtp-port or --page-port.` : why}`);
  process.exitCode = 1;
});
