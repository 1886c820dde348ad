/** Where the project is, and how its scripts start other programs. */
import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of the project. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/**
 * The file behind a package's command, to be run by this Node: `.bin` entries are shell scripts on Windows.
 * @param {string} file path inside node_modules, such as `vite/bin/vite.js`
 */
export function inModules(file) {
  return path.join(ROOT, 'node_modules', ...file.split('/'))
}

/**
 * Runs a program in the project's root and resolves with its exit code; 1 if it could not start or was killed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { readonly isPatient?: boolean }} [options] `isPatient`: it leaves the cores to others
 * @returns {Promise<number>}
 */
export function run(command, args, { isPatient = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options })
    if (isPatient && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
    child.on('error', () => resolve(1))
    child.on('close', (code) => resolve(code ?? 1))
  })
}
