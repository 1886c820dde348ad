/**
 * Ends a server when the npm that started it has ended. npm starts a script through a shell, and neither hands every signal on:
 * a server would live on unseen and keep its port.
 */
import { spawnSync } from 'node:child_process'

/** How often it is looked whether npm is still there, in milliseconds. */
const LOOK_MS = 300
/** npm, a shell, this process: npm is at most so many steps up. */
const STEPS_MAX = 4

/**
 * Calls `end` once the npm that runs this process is gone, however it went; never if no npm runs it, or where there is no `ps`.
 * @param {() => void} end
 */
export function endWithNpm(end) {
  if (process.env.npm_lifecycle_event === undefined) return
  const npm = npmAbove(process.ppid)
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === null || isAlive(npm))) return
    clearInterval(timer)
    end()
  }, LOOK_MS)
  timer.unref()
}

/**
 * @param {number} pid where to begin
 * @returns {number | null} the nearest npm among a process and those that started it
 */
function npmAbove(pid) {
  let each = pid
  for (let step = 0; step < STEPS_MAX && each > 1; step++) {
    const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(each)], { encoding: 'utf8' })
    const match = /^\s*(\d+)\s+(.*)/.exec(stdout ?? '')
    if (match === null) return null
    if (/\bnpm\b/.test(/** @type {string} */ (match[2]))) return each
    each = Number(match[1])
  }
  return null
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
