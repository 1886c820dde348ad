/**
 * The tools that turn Rust into the wasm a chain takes: a compiler with its sources, a linker and an optimiser, unpacked into the cache and not
 * installed, since Debian's two packages of rustc exclude each other. No prebuilt standard library avoids instructions that a chain
 * refuses (bulk memory), so it is built from its sources.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { ROOT, run } from './root.mjs'

const FOLDER = path.join(ROOT, '.cache', 'wasm-toolchain')
const DEBIAN = ['rustc-web', 'libstd-rust-web-1.96', 'libstd-rust-web-dev', 'rust-web-src', 'libllvm22', 'lld-22']
const BINARYEN = '132.0.0'

const RUSTC = path.join(FOLDER, 'usr', 'bin', 'rustc')
const LINKER = path.join(FOLDER, 'usr', 'bin', 'wasm-ld-22')
const BINARYEN_FOLDER = path.join(ROOT, '.cache', `binaryen-${BINARYEN}`)
const WASM_OPT = path.join(BINARYEN_FOLDER, 'node_modules', 'binaryen', 'bin', 'wasm-opt')

const FLAGS = ['target-cpu=mvp', 'linker-flavor=wasm-ld', 'link-arg=--allow-undefined', 'link-arg=-s']

/** Where Cargo keeps the sources of crates. */
const CARGO_HOME = process.env.CARGO_HOME ?? path.join(homedir(), '.cargo')

/**
 * Fetches what is not there yet: some 140 MB from the archive of Debian, and binaryen from the registry of npm.
 * @returns {Promise<void>}
 * @throws {Error} that says what could not be had
 */
export async function provideToolchain() {
  await fetchOnce(FOLDER, 'the compiler', async (draft) => {
    const debs = path.join(draft, 'debs')
    mkdirSync(debs)
    if ((await run('apt-get', ['download', '-qq', ...DEBIAN], { cwd: debs, stdio: ['ignore', 2, 2] })) !== 0)
      return false
    for (const file of readdirSync(debs)) {
      if ((await run('dpkg-deb', ['-x', path.join(debs, file), draft])) !== 0) return false
    }
    rmSync(debs, { recursive: true })
    return true
  })
  await fetchOnce(BINARYEN_FOLDER, 'binaryen', async (draft) => {
    const args = ['install', '--prefix', draft, '--ignore-scripts', '--no-audit', '--no-fund', `binaryen@${BINARYEN}`]
    return (await run('npm', args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })) === 0
  })
}

/**
 * A folder that is there as a whole or not at all.
 * @param {string} folder
 * @param {string} what
 * @param {(draft: string) => Promise<boolean>} fill whether it went well
 */
async function fetchOnce(folder, what, fill) {
  if (existsSync(folder)) return
  process.stderr.write(`Fetching ${what} …\n`)
  const draft = `${folder}-draft-${process.pid}`
  mkdirSync(draft, { recursive: true })
  try {
    if (!(await fill(draft)))
      throw new Error(`${what} could not be fetched: this takes Debian 12 with apt-get, and npm.`)
    renameSync(draft, folder)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/**
 * What the bytes depend on besides the sources.
 * @returns {Readonly<Record<string, string>>}
 */
export function toolVersions() {
  const binaryen = JSON.parse(
    readFileSync(path.join(BINARYEN_FOLDER, 'node_modules', 'binaryen', 'package.json'), 'utf8'),
  )
  const version = (/** @type {string} */ program) =>
    execFileSync(program, ['--version'], { encoding: 'utf8', env: environment() }).trim()
  return { rustc: version(RUSTC), cargo: version('cargo'), linker: version(LINKER), binaryen: binaryen.version }
}

function environment() {
  return { ...process.env, LD_LIBRARY_PATH: path.join(FOLDER, 'usr', 'lib', 'x86_64-linux-gnu') }
}

/**
 * Builds one contract: MVP wasm without any path of this machine in it, so the same bytes wherever it is built.
 * @param {object} what
 * @param {string} what.workspace the folder of the Cargo workspace
 * @param {string} what.target where Cargo builds
 * @param {string} what.contract
 * @param {string} what.output the file to write
 * @returns {Promise<void>}
 * @throws {Error} where a tool failed
 */
export async function buildContract({ workspace, target, contract, output }) {
  const registries = path.join(CARGO_HOME, 'registry', 'src')
  // The folder of the registry is only there, and can only be named, once the crates are.
  await must('cargo', ['fetch', '--locked'], { cwd: workspace, env: process.env })
  const flags = [
    ...FLAGS.flatMap((flag) => ['-C', flag]),
    ...readdirSync(registries).map((each) => `--remap-path-prefix=${path.join(registries, each)}=crates`),
    `--remap-path-prefix=${workspace}=contracts`,
    `--remap-path-prefix=${path.join(FOLDER, 'usr', 'lib', 'rustlib', 'src', 'rust')}=rust`,
  ]
  const env = {
    ...environment(),
    RUSTC,
    RUSTC_BOOTSTRAP: '1',
    CARGO_TARGET_DIR: target,
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: LINKER,
    CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f'),
  }
  const what = ['--locked', '--release', '--lib', '-p', contract, '--target', 'wasm32-unknown-unknown']
  await must('cargo', ['build', ...what, '-Z', 'build-std=std,panic_abort'], { cwd: workspace, env })
  const built = path.join(target, 'wasm32-unknown-unknown', 'release', `${contract}.wasm`)
  const kept = ['-Os', '--mvp-features', '--enable-mutable-globals', '--strip-debug', '--strip-producers']
  await must(process.execPath, [WASM_OPT, ...kept, built, '-o', output], {})
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
async function must(command, args, options) {
  const code = await run(command, args, { stdio: ['ignore', 2, 2], isPatient: true, ...options })
  if (code !== 0) throw new Error(`${command} ${args.slice(0, 2).join(' ')} … failed with ${code}.`)
}
