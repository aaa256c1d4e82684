import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("docs/pictures.md and docs/catalogue.md show every picture that is kept, and none that is not", () => {
  const kept = readdirSync("docs/images", { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".png"),
  );
  const shown = ["docs/pictures.md", "docs/catalogue.md"].flatMap((document) =>
    [...readFileSync(document, "utf8").matchAll(/\(images\/([^)]+)\)/g)].map(([, name]) => name),
  );
  expect(shown.toSorted()).toEqual(kept.toSorted());
});
