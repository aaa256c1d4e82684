import { relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "@/scripts/local/paths";
import config from "@/next.config.mjs";

test("a build checks the app, and fails for no test or script that an adopter's change breaks", () => {
  const file = `${root}/${config("phase-production-build").typescript?.tsconfigPath}`;
  const { fileNames } = ts.parseJsonConfigFileContent(ts.readConfigFile(file, ts.sys.readFile).config, ts.sys, root);
  const names = fileNames.map((name) => relative(root, name));
  expect(names).toEqual(
    expect.arrayContaining(["app/(pages)/layout.tsx", "lib/db.ts", "lib/languages.mjs", "proxy.ts"]),
  );
  expect(names.filter((name) => /^(tests|scripts|local-stripe)\/|\.config\./.test(name))).toEqual([]);
});
