import { existsSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** The settings in a file of lines NAME=value; none when there is no such file. */
export function readEnvFile(path: string): NodeJS.Dict<string> {
  return existsSync(path) ? parseEnv(readFileSync(path, "utf8")) : {};
}

/**
 * Sets names in such a file and leaves every other line of it as it is. Only its owner may read a new one. A process
 * that is stopped meanwhile leaves the file as it was: it may hold a secret that is told only once.
 */
export function writeEnvFile(path: string, values: Record<string, string>): void {
  const lines = existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
  const kept = lines.filter((line) => !Object.keys(values).some((name) => line.trimStart().startsWith(`${name}=`)));
  const text = [...kept, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)].join("\n");
  const target = existsSync(path) ? realpathSync(path) : path;
  const mode = existsSync(path) ? statSync(path).mode & 0o777 : 0o600;
  const whole = `${target}.${process.pid}.tmp`;
  writeFileSync(whole, `${text.trim()}\n`, { mode });
  renameSync(whole, target);
}
