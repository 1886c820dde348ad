/** The built contracts that are committed, and the sources that they came from. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './root.mjs'

export const CONTRACTS = ['collection', 'market', 'rogue']
export const WORKSPACE = path.join(ROOT, 'contracts')
export const ARTIFACTS = path.join(WORKSPACE, 'artifacts')
const MANIFEST = path.join(ARTIFACTS, 'manifest.json')

/**
 * @typedef {object} Manifest
 * @property {string} sources SHA-256 over the sources, of `hashSources`
 * @property {Readonly<Record<string, string>>} tools versions of what built them
 * @property {Readonly<Record<string, { readonly sha256: string, readonly bytes: number }>>} artifacts by file
 */

/** @returns {Manifest} */
export function readManifest() {
  return JSON.parse(readFileSync(MANIFEST, 'utf8'))
}

/**
 * SHA-256 over the name and content of every file that decides what is built: manifests, lock file, sources; not tests, not what
 * writes schemas.
 * @param {string} [workspace]
 * @returns {string} in hex
 */
export function hashSources(workspace = WORKSPACE) {
  const hash = createHash('sha256')
  for (const file of sourceFiles(workspace)) {
    // Checked out on Windows a text may end its lines otherwise; it is the same source.
    const text = readFileSync(path.join(workspace, file), 'utf8').replaceAll('\r\n', '\n')
    hash.update(`${file}\0${Buffer.byteLength(text)}\0${text}`)
  }
  return hash.digest('hex')
}

/**
 * @param {string} workspace
 * @returns {string[]} paths in the workspace, in order
 */
export function sourceFiles(workspace) {
  const inSource = CONTRACTS.flatMap((contract) =>
    readdirSync(path.join(workspace, contract, 'src'), { recursive: true, encoding: 'utf8' })
      .map((file) => file.split(path.sep).join('/'))
      .filter((file) => file.endsWith('.rs'))
      .map((file) => `${contract}/src/${file}`),
  )
  return ['Cargo.lock', 'Cargo.toml', ...CONTRACTS.map((contract) => `${contract}/Cargo.toml`), ...inSource].toSorted()
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} in hex
 */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}
