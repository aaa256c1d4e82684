import { writeFileSync } from "node:fs";
import type { Reporter } from "vitest/node";

/** Writes what failed outside of any test to UNHANDLED_ERRORS: Vitest's JSON report leaves it out. */
export default class UnhandledErrors implements Reporter {
  onTestRunEnd(_modules: unknown, errors: readonly { message: string }[]): void {
    const path = process.env.UNHANDLED_ERRORS;
    if (path) writeFileSync(path, JSON.stringify(errors.map(({ message }) => message)));
  }
}
