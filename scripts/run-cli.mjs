/**
 * Runs one of the command-line tools: `node scripts/run-cli.mjs sim rate-limiter --json`. The tools share the browser's
 * sources, with `?raw` imports and `import.meta.glob`, so Vite bundles them for Node first, unless nothing has changed.
 * Stdout belongs to the tool: nothing here writes to it.
 */
import './node-version.mjs'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { install } from './install.mjs'
import { ROOT, run } from './root.mjs'

const DAY_MS = 86_400_000

/**
 * With a young generation of 64 MB, from the start, most of a run's objects die before anybody has to copy them; V8 is not
 * to guess from the beginning of a run which of them will live (measured together: 5 to 15 % faster).
 */
const NODE_OPTIONS = [
  '--enable-source-maps',
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
  '--no-allocation-site-pretenuring',
]

/** Everything that decides what a bundle contains. */
const SOURCES = ['contracts', 'package-lock.json', 'simulations', 'src', 'tsconfig.json', 'vite.config.ts']

const [name, ...args] = process.argv.slice(2)
const entry = `src/cli/${name}.ts`
if (name === undefined || !/^[a-z]+$/.test(name) || !existsSync(path.join(ROOT, entry))) {
  process.stderr.write(`There is no command-line tool "${name ?? ''}": no file ${entry}.\n`)
  process.exit(2)
}

await install()
const bundles = path.join(ROOT, '.cache', 'cli', name)
const bundle = path.join(bundles, fingerprint(SOURCES))
if (!existsSync(bundle)) await makeBundle()

// A process of its own: the tool starts with clean globals, without what bundling has left in memory.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
process.exitCode = await run(process.execPath, [...NODE_OPTIONS, path.join(bundle, `${name}.js`), ...args], {
  cwd: process.cwd(),
})

/** Bundles beside the final place and moves the result there, since several runs may do so at once. */
async function makeBundle() {
  const { build } = await import('vite')
  const draft = `${bundle}.${process.pid}`
  try {
    await build({
      root: ROOT,
      configFile: path.join(ROOT, 'vite.config.ts'),
      logLevel: 'silent',
      build: { ssr: entry, outDir: draft, emptyOutDir: true, copyPublicDir: false, minify: false, sourcemap: true },
    })
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    process.stderr.write(`${entry} could not be bundled: ${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  }
  removeOldBundles()
  try {
    renameSync(draft, bundle)
  } catch {
    rmSync(draft, { recursive: true, force: true }) // Another run was faster with the same bundle.
  }
}

/** Removes bundles older than a day. Younger ones may still be running. */
function removeOldBundles() {
  mkdirSync(bundles, { recursive: true })
  for (const each of readdirSync(bundles)) {
    const folder = path.join(bundles, each)
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > DAY_MS) rmSync(folder, { recursive: true, force: true })
  }
}
