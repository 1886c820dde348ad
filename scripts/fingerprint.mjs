/** Tells whether something built is still what its sources would give, in a few milliseconds. */
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './root.mjs'

const TEST = /\.(test|e2e)\.tsx?$/

/**
 * A hash over the path, size and time of every file below the given paths; tests do not count. Missing paths are skipped.
 * @param {readonly string[]} paths relative to the root
 */
export function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const each of paths) visit(path.join(ROOT, each), each, hash)
  return hash.digest('hex').slice(0, 16)
}

/**
 * @param {string} file
 * @param {string} name
 * @param {import('node:crypto').Hash} hash
 */
function visit(file, name, hash) {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined || TEST.test(name)) return
  if (!stat.isDirectory()) {
    hash.update(`${name}\0${stat.size}\0${stat.mtimeMs}\0`)
    return
  }
  for (const entry of readdirSync(file).toSorted()) visit(path.join(file, entry), `${name}/${entry}`, hash)
}
