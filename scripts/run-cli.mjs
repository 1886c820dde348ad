/**
 * Runs one of the command-line tools: `node scripts/run-cli.mjs sim rate-limiter --json`.
 * Stdout belongs to the tool: nothing here writes to it.
 */
import './node-version.mjs'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { cliBundle, NODE_OPTIONS } from './cli-bundle.mjs'
import { install } from './install.mjs'
import { ROOT, run } from './root.mjs'

const [name, ...args] = process.argv.slice(2)
const entry = `src/cli/${name}.ts`
if (name === undefined || !/^[a-z]+$/.test(name) || !existsSync(path.join(ROOT, entry))) {
  process.stderr.write(`There is no command-line tool "${name ?? ''}": no file ${entry}.\n`)
  process.exit(2)
}

await install()
const bundle = await cliBundle(name)
if (bundle === null) process.exit(1)

// A process of its own: the tool starts with clean globals, without what bundling has left in memory.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
process.exitCode = await run(process.execPath, [...NODE_OPTIONS, bundle, ...args], { cwd: process.cwd() })
