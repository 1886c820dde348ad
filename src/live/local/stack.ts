/** A stack to be thrown away: stores started on free ports of the loopback, in a folder that is gone when they are. */
import { execFile, type ExecFileOptions } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Machine, StackPlan } from '~/infra/live-disposable'
import type { LiveKind } from '../options'
import { freePorts, ownerOf } from './machine'
import { ServerProcess } from './server-process'
import { sideBySide, stepByStep } from '../step-by-step'
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
  const site: Site = { machine, root, watchdog, started, tell, failure: null }
  const end = () => sideBySide(started.map((each) => () => each.stop()))
  const stop = () =>
    stepByStep(
      () => end(),
      () => watchdog.finish(),
    )
  const outcomes = await Promise.allSettled(
    kinds.map(async (kind) => {
      try {
        return await start(kind, site)
      } catch (error) {
        // The others must neither go on nor begin: nobody would end them.
        site.failure ??= { reason: error }
        await end().catch(() => undefined)
        throw error
      }
    }),
  )
  if (site.failure !== null) {
    await stop()
    throw site.failure.reason
  }
  const found = outcomes.map((outcome) => (outcome as PromiseFulfilledResult<LocalStore | Missing>).value)
  return {
    stores: found.filter((each) => 'kind' in each),
    missing: found.flatMap((each) => ('missing' in each ? [each.missing] : [])),
    stop,
  }
}

interface Missing {
  readonly missing: string
}

interface Site {
  readonly machine: Machine
  readonly root: string
  readonly watchdog: Watchdog
  /** Whatever was started, so that it can be ended. */
  readonly started: ServerProcess[]
  readonly tell: (line: string) => void
  /** Why one kind of store does not start, the first that did not: nothing more of the others does. */
  failure: { readonly reason: unknown } | null
}

async function start(kind: LiveKind, site: Site): Promise<LocalStore | Missing> {
  for (let attempt = 1; ; attempt++) {
    const folder = path.join(site.root, `${kind.name}-${attempt}`)
    const plan = kind.disposable.plan(site.machine, folder, await freePorts(kind.disposable.ports))
    if ('missing' in plan) return plan
    if (attempt === 1) site.tell(`Starting ${kind.label} …`)
    try {
      return { kind, url: plan.url, processes: await carryOut(plan, folder, site) }
    } catch (error) {
      if (site.failure !== null || attempt === ATTEMPTS_MAX || !String(error).includes('Address already in use'))
        throw error
    }
  }
}

async function carryOut(plan: StackPlan, folder: string, site: Site) {
  const { root, watchdog, started } = site
  const owner = ownerOf(plan.usersForRoot)
  mkdirSync(folder, { mode: 0o700 })
  if (owner !== undefined) {
    // Its user has to get through the folder above, and sees nothing else there.
    chownSync(folder, owner.uid, owner.gid)
    chownSync(root, owner.uid, owner.gid)
  }
  for (const [name, text] of Object.entries(plan.files ?? {})) writeFileSync(path.join(folder, name), text)
  for (const { program, args, env } of plan.prepare ?? []) {
    if (site.failure !== null) throw new Error('another store does not start')
    await prepare(program, args, { ...owner, cwd: folder, env: { ...process.env, ...env } }, watchdog)
  }
  if (site.failure !== null) throw new Error('another store does not start')
  const processes = plan.servers.map((server) => new ServerProcess(server, folder, owner, watchdog))
  started.push(...processes)
  await Promise.all(processes.map((each) => each.start()))
  return processes
}

/** Runs a program to its end, known to the watchdog: we may be ended meanwhile, and it would write into a folder that is being removed. */
function prepare(
  program: string,
  args: readonly string[],
  options: ExecFileOptions,
  watchdog: Watchdog,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], options, (error) => {
      if (child.pid !== undefined) watchdog.release(child.pid)
      if (error === null) resolve()
      else reject(error)
    })
    if (child.pid !== undefined) watchdog.hold(child.pid, 'SIGKILL')
  })
}
