import { buildCopy, copyApp } from "@/tests/support/build";

/**
 * Builds the app once more, beside the product's own build, with a bare handler and an empty page in it, so that both
 * run in the very server that they are the measure of.
 * @returns the folder of the build
 */
export async function buildForBench(): Promise<string> {
  const dir = copyApp("bench", "tests/bench/overlay");
  await buildCopy(dir);
  return dir;
}
