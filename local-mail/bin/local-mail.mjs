#!/usr/bin/env node
// The sources are TypeScript; tsx loads them.
import { fileURLToPath } from "node:url";
import { register } from "tsx/esm/api";

register({ tsconfig: fileURLToPath(new URL("../../tsconfig.json", import.meta.url)) });
await import(new URL("../src/cli.ts", import.meta.url).href);
