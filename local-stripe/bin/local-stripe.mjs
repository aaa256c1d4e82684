#!/usr/bin/env node
// The sources are TypeScript and stay so: tsx compiles them as they are imported,
// by this package's tsconfig.json and not by one in the folder where the command is given.
import { fileURLToPath } from 'node:url'
import { register } from 'tsx/esm/api'

register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) })
await import('../src/cli.ts')
