import { buildCopy, copyApp } from "@/tests/support/build";

/**
 * Builds a copy of the app with a bare handler and an empty page in it, so that both run in the server that they are
 * compared with.
 * @returns the folder of the build
 */
export async function buildForBench(): Promise<string> {
  const dir = copyApp("bench", "tests/bench/overlay");
  await buildCopy(dir);
  return dir;
}
