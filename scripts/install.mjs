/**
 * Installs the packages of the lockfile when they are missing or other ones than it names. It compares contents, not
 * times: a checkout touches times, and a colleague's install must not be undone. No package needs its install scripts.
 */
import './node-version.mjs'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT, run } from './root.mjs'

/**
 * Whether what is installed is what the lockfile names.
 * @param {string} root
 */
export function isInstalled(root) {
  const locked = readPackages(path.join(root, 'package-lock.json'))
  const installed = readPackages(path.join(root, 'node_modules', '.package-lock.json'))
  if (installed === null) return false
  if (locked === null) return true
  return Object.entries(locked).every(([name, { version, optional, peer }]) => {
    const found = installed[name]
    if (name === '') return true
    return found === undefined ? optional === true || peer === true : found.version === version
  })
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, peer?: boolean }> | null}
 */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : null
}

/** Makes `node_modules` match the lockfile; exits with a line on stderr when that fails. Prints nothing on stdout. */
export async function install() {
  if (isInstalled(ROOT)) return
  const hasLockfile = existsSync(path.join(ROOT, 'package-lock.json'))
  process.stderr.write('Installing packages …\n')
  const args = [hasLockfile ? 'ci' : 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  // On Windows npm is a shell script. The arguments above are constants, so the shell is harmless.
  const options = { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' }
  const code = await run('npm', args, /** @type {import('node:child_process').SpawnOptions} */ (options))
  if (code === 0) return
  process.stderr.write(`npm ${args[0]} failed (exit code ${code}): see its message above.\n`)
  process.exit(1)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await install()
