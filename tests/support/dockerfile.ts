export interface Instruction {
  keyword: string;
  args: string;
}

/** The instructions of a Dockerfile that writes each on one line. */
export function instructionsOf(text: string): Instruction[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [, keyword = "", args = ""] = /^([A-Z]+) (.*[^\\])$/.exec(line) ?? [];
    if (!keyword) throw new Error(`This is no instruction on one line: ${line}`);
    return { keyword, args };
  });
}

/** The instructions of each stage, the first of which is its FROM. */
export function stagesOf(instructions: Instruction[]): Instruction[][] {
  const starts = instructions.flatMap(({ keyword }, at) => (keyword === "FROM" ? [at] : []));
  return starts.map((start, index) => instructions.slice(start, starts[index + 1]));
}

export const lastStage = (instructions: Instruction[]): Instruction[] => stagesOf(instructions).at(-1) ?? [];
