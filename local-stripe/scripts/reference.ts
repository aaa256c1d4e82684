// `npm run reference` writes docs/api.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { apiPage, PAGE } from "../reference/page.ts";

mkdirSync(dirname(PAGE), { recursive: true });
writeFileSync(PAGE, apiPage());
