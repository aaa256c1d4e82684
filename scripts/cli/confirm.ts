import { createInterface } from "node:readline/promises";

/**
 * Asks before something is changed that real people pay by. The end of the input, and Ctrl-C, are a no.
 * @throws Error where there is nobody to ask
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new Error("Nothing was changed: there is no terminal to ask in. Add --yes to make these changes.");
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  const answer = await Promise.race([lines.question(`${question} (y/N) `).catch(() => ""), ended]);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
