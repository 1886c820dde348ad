/** `npm run build` and the part of `npm start` that builds when something changed. */
import './node-version.mjs'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fingerprint } from './fingerprint.mjs'
import { install } from './install.mjs'
import { inModules, ROOT, run } from './root.mjs'

const STAMP = path.join(ROOT, '.cache', 'site')

/** Everything that decides what `dist` contains. */
const SOURCES = [
  'index.html',
  'package-lock.json',
  'public',
  'scripts',
  'simulations',
  'src',
  'tsconfig.json',
  'vite.config.ts',
]

/**
 * Builds `dist`; resolves with the exit code.
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export async function build(options) {
  await writePosters()
  const sources = fingerprint(SOURCES)
  const code =
    (await run(process.execPath, [inModules('vite/bin/vite.js'), 'build'], options)) ||
    // Recordings for the gallery are made by the engine itself, from the same sources.
    (await run(process.execPath, ['scripts/run-cli.mjs', 'record', 'dist/recordings'], options))
  if (code === 0) {
    mkdirSync(path.dirname(STAMP), { recursive: true })
    writeFileSync(STAMP, sources)
  }
  return code
}

/** Posters are made from the drawings and kept with the sources, where other pages' builds find them. */
async function writePosters() {
  const folder = path.join(ROOT, 'public/architecture')
  const { runTypeScript } = await import('./run-typescript.mjs')
  /** @type {Record<string, string>} */
  const posters = JSON.parse(await runTypeScript('posters'))
  for (const [id, svg] of Object.entries(posters)) {
    const file = path.join(folder, `${id}.svg`)
    if (!existsSync(file) || readFileSync(file, 'utf8') !== svg) writeFileSync(file, svg)
  }
}

/** Whether `dist` is what the sources give. */
export function isBuilt() {
  try {
    readFileSync(path.join(ROOT, 'dist', 'index.html'))
    return readFileSync(STAMP, 'utf8') === fingerprint(SOURCES)
  } catch {
    return false
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await install()
  process.exitCode = await build()
}
