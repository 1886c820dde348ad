/**
 * Takes a local stack down when the live server is gone, however it went: it is a process of its own, which notices that the pipe to it is
 * closed. Lines on that pipe name processes and folders: `+ 123 SIGTERM` to hold one, `- 123` when it has ended, `rm /folder`.
 * The folder is removed only if its name says that it is one of these.
 */
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
for (const [pid, signal] of held) {
  tell(pid, signal)
  tell(pid, 'SIGCONT')
}
for (let waitedMs = 0; waitedMs < END_MS && [...held.keys()].some(isAlive); waitedMs += LOOK_MS) await sleep(LOOK_MS)
for (const pid of held.keys()) tell(pid, 'SIGKILL')
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })

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
