/**
 * Bundles the command-line tools. They share the browser's sources, with `?raw` imports and `import.meta.glob`, so Vite bundles them for
 * Node first, unless nothing has changed.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { ROOT } from './root.mjs'

const DAY_MS = 86_400_000

/**
 * With a young generation of 64 MB, from the start, most of a run's objects die before anybody has to copy them; V8 is not
 * to guess from the beginning of a run which of them will live (measured together: 5 to 15 % faster).
 */
export const NODE_OPTIONS = [
  '--enable-source-maps',
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
  '--no-allocation-site-pretenuring',
]

/** Everything that decides what a bundle contains. */
const SOURCES = [
  'contracts',
  'package-lock.json',
  'scripts/security-headers.ts',
  'simulations',
  'src',
  'tsconfig.json',
  'vite.config.ts',
]

/**
 * The file to run for a tool.
 * @param {string} name of its entry in `src/cli`
 * @returns {Promise<string | null>} null, with a line on stderr, if it could not be bundled
 */
export async function cliBundle(name) {
  const bundles = path.join(ROOT, '.cache', 'cli', name)
  const bundle = path.join(bundles, fingerprint(SOURCES))
  if (!existsSync(bundle) && !(await makeBundle(name, bundles, bundle))) return null
  return path.join(bundle, `${name}.js`)
}

/**
 * Bundles beside the final place and moves the result there, since several runs may do so at once.
 * @param {string} name
 * @param {string} bundles
 * @param {string} bundle
 */
async function makeBundle(name, bundles, bundle) {
  const { build } = await import('vite')
  const entry = `src/cli/${name}.ts`
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
    return false
  }
  removeOldBundles(bundles)
  try {
    renameSync(draft, bundle)
  } catch {
    rmSync(draft, { recursive: true, force: true }) // Another run was faster with the same bundle.
  }
  return true
}

/**
 * Removes bundles older than a day. Younger ones may still be running.
 * @param {string} bundles
 */
function removeOldBundles(bundles) {
  mkdirSync(bundles, { recursive: true })
  for (const each of readdirSync(bundles)) {
    const folder = path.join(bundles, each)
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > DAY_MS) rmSync(folder, { recursive: true, force: true })
  }
}
