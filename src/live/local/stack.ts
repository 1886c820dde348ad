/** A stack to be thrown away: stores started on free ports of the loopback, in a folder that is gone when they are. */
import { execFile } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Machine, StackPlan } from '~/infra/live-disposable'
import type { LiveKind } from '../options'
import { freePorts, ownerOf } from './machine'
import { ServerProcess } from './server-process'
import { Watchdog } from './watchdog'

/** Another program may take a port between the choice and the start. */
const ATTEMPTS_MAX = 3

/** A store of the stack. */
export interface LocalStore {
  readonly kind: LiveKind
  /** Where it is, as somebody would say on the command line. */
  readonly url: string
  /** One process for each instance of its box. */
  readonly processes: readonly ServerProcess[]
}

/** A stack that was started. */
export interface LocalStack {
  readonly stores: readonly LocalStore[]
  /** What could not be started since it is not installed: a line each that says how to install it. */
  readonly missing: readonly string[]
  /** Ends all of it and removes its folder. */
  stop(): Promise<void>
}

/**
 * Starts what is installed.
 * @param tell hears what is being done, for people
 * @throws Error with what a server said if it does not start; nothing is left running then
 */
export async function startLocalStack(
  kinds: readonly LiveKind[],
  machine: Machine,
  tell: (line: string) => void = () => undefined,
): Promise<LocalStack> {
  const root = mkdtempSync(path.join(tmpdir(), 'boxes-live-'))
  const watchdog = new Watchdog()
  watchdog.remove(root)
  const started: ServerProcess[] = []
  const stop = async () => {
    await Promise.all(started.map((each) => each.stop()))
    await watchdog.finish()
  }
  const stores: LocalStore[] = []
  const missing: string[] = []
  try {
    const outcomes = await Promise.all(kinds.map((kind) => start(kind, { machine, root, watchdog, started, tell })))
    for (const outcome of outcomes) {
      if ('missing' in outcome) missing.push(outcome.missing)
      else stores.push(outcome)
    }
    return { stores, missing, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Site {
  readonly machine: Machine
  readonly root: string
  readonly watchdog: Watchdog
  /** Whatever was started, so that it can be ended. */
  readonly started: ServerProcess[]
  readonly tell: (line: string) => void
}

async function start(kind: LiveKind, site: Site): Promise<LocalStore | { readonly missing: string }> {
  for (let attempt = 1; ; attempt++) {
    const folder = path.join(site.root, `${kind.name}-${attempt}`)
    const plan = kind.disposable.plan(site.machine, folder, await freePorts(kind.disposable.ports))
    if ('missing' in plan) return plan
    if (attempt === 1) site.tell(`Starting ${kind.label} …`)
    try {
      return { kind, url: plan.url, processes: await carryOut(plan, folder, site) }
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !String(error).includes('Address already in use')) throw error
    }
  }
}

async function carryOut(plan: StackPlan, folder: string, { root, watchdog, started }: Site) {
  const owner = ownerOf(plan.usersForRoot)
  mkdirSync(folder, { mode: 0o700 })
  if (owner !== undefined) {
    // Its user has to get through the folder above, and sees nothing else there.
    chownSync(folder, owner.uid, owner.gid)
    chownSync(root, owner.uid, owner.gid)
  }
  for (const [name, text] of Object.entries(plan.files ?? {})) writeFileSync(path.join(folder, name), text)
  for (const { program, args, env } of plan.prepare ?? []) {
    await promisify(execFile)(program, [...args], { ...owner, cwd: folder, env: { ...process.env, ...env } })
  }
  const processes = plan.servers.map((server) => new ServerProcess(server, folder, owner, watchdog))
  started.push(...processes)
  await Promise.all(processes.map((each) => each.start()))
  return processes
}
