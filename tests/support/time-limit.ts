import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, TestModule, Vitest } from "vitest/node";

/**
 * Ends a run when its tests have taken TIME_LIMIT seconds, and writes to LEFT_OUT the files whose tests have not all run
 * by then. A test that has begun ends first.
 */
export default class TimeLimit implements Reporter {
  private vitest?: Vitest;
  private planned: string[] = [];
  private readonly whole = new Set<string>();
  private timer?: NodeJS.Timeout;
  private over = false;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestRunStart(files: readonly { moduleId: string }[]): void {
    this.planned = files.map(({ moduleId }) => moduleId);
  }

  // Not before: what takes the time until the first test begins are servers that start.
  onTestModuleStart(): void {
    this.timer ??= setTimeout(() => {
      this.over = true;
      void this.vitest?.cancelCurrentRun("keyboard-input");
    }, Number(process.env.TIME_LIMIT) * 1000);
  }

  onTestModuleEnd(module: TestModule): void {
    if (!this.over) this.whole.add(module.moduleId);
  }

  onTestRunEnd(): void {
    clearTimeout(this.timer);
    const left = this.planned.filter((file) => !this.whole.has(file)).map((file) => relative(process.cwd(), file));
    writeFileSync(process.env.LEFT_OUT ?? "", JSON.stringify(left));
  }
}
