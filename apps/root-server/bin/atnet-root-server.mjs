#!/usr/bin/env node
import { launch } from '@atnet/runtime/launch'

await launch(new URL('../dist/main.js', import.meta.url))
