import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROVIDERS } from "@/lib/auth/providers/provider-list";
import { schema } from "@/lib/settings-schema";
import { root } from "@/scripts/local/paths";

const names = [...Object.keys(schema.shape), ...PROVIDERS.flatMap(({ settingNames }) => settingNames)];

test.each([
  [".env.local.example", (name: string) => `\n${name}=`],
  ["docs/settings.md", (name: string) => `\`${name}\``],
])("%s has every setting", (file, shown) => {
  const text = readFileSync(join(root, file), "utf8");
  expect(names.filter((name) => !text.includes(shown(name)))).toEqual([]);
});
