/** `npm start`: starts the app that `npm run build` built, with the settings of the environment, .env.local and .env. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import nextEnv from "@next/env";
import { answerHelp, readArguments } from "./bootstrap/usage.mjs";
import { startProgram } from "./standalone/folder.mjs";

const USAGE = `Usage: npm start -- [--port 3000] [--hostname ADDRESS]
  --port, -p       where the app listens, as the setting PORT
  --hostname, -H   on which address, as the setting HOST; else on all of them`;

answerHelp(USAGE);
const root = fileURLToPath(new URL("..", import.meta.url));
try {
  nextEnv.loadEnvConfig(root, false, { info: () => undefined, error: console.error });
  const { port, hostname } = given();
  if (port) process.env.PORT = port;
  if (hostname) process.env.HOST = hostname;
  await import(pathToFileURL(startProgram(root)).href);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

function given() {
  const options = { port: { type: "string", short: "p" }, hostname: { type: "string", short: "H" } };
  return readArguments(() => parseArgs({ options }).values, USAGE);
}
