/**
 * `npm run contracts`: builds the contracts to wasm and writes the artifacts with their manifest. With `--verify` it builds them anew, from
 * nothing and in another folder, and compares every byte with what is committed.
 */
import './node-version.mjs'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  ARTIFACTS,
  CONTRACTS,
  hashSources,
  readManifest,
  sha256,
  sourceFiles,
  WORKSPACE,
} from './contract-artifacts.mjs'
import { ROOT } from './root.mjs'
import { buildContract, provideToolchain, toolVersions } from './wasm-toolchain.mjs'

/**
 * @param {object} where
 * @param {string} where.workspace
 * @param {string} where.target
 * @param {string} where.output a folder
 * @returns {Promise<import('./contract-artifacts.mjs').Manifest>}
 */
async function buildAll({ workspace, target, output }) {
  mkdirSync(output, { recursive: true })
  /** @type {Record<string, { sha256: string, bytes: number }>} */
  const artifacts = {}
  for (const contract of CONTRACTS) {
    const file = `${contract}.wasm`
    await buildContract({ workspace, target, contract, output: path.join(output, file) })
    const bytes = readFileSync(path.join(output, file))
    artifacts[file] = { sha256: sha256(bytes), bytes: bytes.length }
  }
  return { sources: hashSources(workspace), tools: toolVersions(), artifacts }
}

async function rebuild() {
  const target = path.join(ROOT, '.cache', 'contracts-wasm')
  const manifest = await buildAll({ workspace: WORKSPACE, target, output: ARTIFACTS })
  writeFileSync(path.join(ARTIFACTS, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  for (const [file, { sha256: hash, bytes }] of Object.entries(manifest.artifacts)) {
    process.stdout.write(`${file.padEnd(16)} ${String(bytes).padStart(7)} bytes  ${hash}\n`)
  }
}

/** @returns {Promise<boolean>} whether all bytes are the same */
async function verify() {
  const elsewhere = mkdtempSync(path.join(tmpdir(), 'contracts-'))
  try {
    const workspace = path.join(elsewhere, 'workspace')
    for (const file of sourceFiles(WORKSPACE)) cpSync(path.join(WORKSPACE, file), path.join(workspace, file))
    // Cargo wants to see every member of the workspace.
    cpSync(path.join(WORKSPACE, 'schemas'), path.join(workspace, 'schemas'), { recursive: true })
    const target = path.join(elsewhere, 'target')
    const built = await buildAll({ workspace, target, output: path.join(elsewhere, 'artifacts') })
    return compare(built, readManifest())
  } finally {
    rmSync(elsewhere, { recursive: true, force: true })
  }
}

/**
 * @param {import('./contract-artifacts.mjs').Manifest} built
 * @param {import('./contract-artifacts.mjs').Manifest} committed
 */
function compare(built, committed) {
  let isSame = true
  for (const [name, version] of Object.entries(built.tools)) {
    if (version !== committed.tools[name]) {
      process.stdout.write(
        `Built with ${version}, committed from ${committed.tools[name]}: other bytes may come of it.\n`,
      )
    }
  }
  for (const [file, { sha256: hash }] of Object.entries(built.artifacts)) {
    const isEqual =
      hash === sha256(readFileSync(path.join(ARTIFACTS, file))) && hash === committed.artifacts[file]?.sha256
    process.stdout.write(
      `${isEqual ? '✓' : '✗'} ${file} ${isEqual ? 'is what its sources give' : `would be ${hash}`}\n`,
    )
    isSame &&= isEqual
  }
  return isSame
}

const args = process.argv.slice(2)
if (args.length > 1 || (args.length === 1 && args[0] !== '--verify')) {
  process.stderr.write(`npm run contracts takes --verify or nothing; not "${args.join(' ')}".\n`)
  process.exit(2)
}
await provideToolchain()
if (args.length === 0) await rebuild()
else process.exitCode = (await verify()) ? 0 : 1
