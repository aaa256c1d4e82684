#!/usr/bin/env node
// The sources are TypeScript and stay so: tsx compiles them as they are imported.
import { register } from 'tsx/esm/api'

register()
await import('../src/cli.ts')
