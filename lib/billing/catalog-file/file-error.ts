/** A file of billing/ says what can't be carried out. Each problem begins with the place in it: `plans.pro.trialDays must …` */
export class FileError extends Error {
  constructor(readonly files: { file: string; problems: string[] }[]) {
    super(files.map(({ file, problems }) => `${file} can't be used:\n  ${problems.join("\n  ")}`).join("\n"));
    this.name = "FileError";
    // What is to be changed is in the file, not where it was read.
    this.stack = this.message;
  }
}

/** @throws FileError if there are any problems; those of features are in a file of their own */
export function refuseProblems(file: string, problems: string[]): void {
  const isOfFeatures = (problem: string) => /^features\b/.test(problem);
  const files = [
    { file: "billing/features.ts", problems: problems.filter(isOfFeatures) },
    { file, problems: problems.filter((problem) => !isOfFeatures(problem)) },
  ].filter((one) => one.problems.length > 0);
  if (files.length > 0) throw new FileError(files);
}
