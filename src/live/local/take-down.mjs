/**
 * Takes a local stack down when the live server is gone, however it went: it is a process of its own, which notices that the pipe to it is
 * closed. Lines on that pipe name processes and folders: `+ 123 SIGTERM` to hold one, `- 123` when it has ended, `rm /folder`.
 * The folder is removed only if its name says that it is one of these.
 */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long a process may take to end by itself, in milliseconds. */
const END_MS = 3_000
const LOOK_MS = 50

/** @type {Map<number, NodeJS.Signals>} */
const held = new Map()
/** @type {Set<string>} */
const folders = new Set()

for await (const line of createInterface({ input: process.stdin })) {
  const [sign, what = '', signal = 'SIGTERM'] = line.split(' ')
  if (sign === '+') held.set(Number(what), /** @type {NodeJS.Signals} */ (signal))
  if (sign === '-') held.delete(Number(what))
  if (sign === 'rm' && path.basename(what).startsWith('boxes-live-')) folders.add(what)
}
// Who has ended is nobody's parent any more, so what it had started is looked for before. Frozen, that would stay frozen for ever.
const families = familiesOf(held.keys())
for (const [pid, signal] of held) tell(pid, signal)
for (const pid of families) tell(pid, 'SIGCONT')
for (let waitedMs = 0; waitedMs < END_MS && families.some(isAlive); waitedMs += LOOK_MS) await sleep(LOOK_MS)
for (const pid of new Set([...families, ...familiesOf(held.keys())])) tell(pid, 'SIGKILL')
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })

/**
 * Processes with all that they have started, which may be in groups of their own.
 * @param {Iterable<number>} pids
 */
function familiesOf(pids) {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = (stdout ?? '').split('\n').map((row) => row.trim().split(/\s+/).map(Number))
  const family = [...pids]
  for (const each of family) family.push(...rows.flatMap(([child = 0, parent]) => (parent === each ? [child] : [])))
  return family
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal
 */
function tell(pid, signal) {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

/** @param {number} pid */
function isAlive(pid) {
  return tell(pid, 0)
}
