/** One process of a local stack: started, killed, frozen and started again, and known to the watchdog all the while. */
import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { ServerPlan } from '~/infra/live-disposable'
import type { Watchdog } from './watchdog'

/** A busy machine takes its time. */
const START_MS_MAX = 120_000
const LOOK_MS = 50
/** So much of what it says is kept, to be shown if it does not start. */
const SAID_MAX = 20_000

/** Who a process runs as; undefined for us. */
export type Owner = { readonly uid: number; readonly gid: number } | undefined

/** A server of the stack. */
export class ServerProcess {
  readonly plan: ServerPlan
  readonly #options: SpawnOptions
  readonly #watchdog: Watchdog
  #child: ChildProcess | null = null
  #said = ''

  constructor(plan: ServerPlan, folder: string, owner: Owner, watchdog: Watchdog) {
    this.plan = plan
    this.#watchdog = watchdog
    // A group of its own: Ctrl+C in the terminal is for us, who then end it in order.
    this.#options = {
      ...owner,
      cwd: folder,
      env: { ...process.env, ...plan.env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    }
  }

  /** The process at the moment; undefined if there is none. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Resolves once it can be used. @throws Error with what it said if it ends before, or takes too long */
  async start(): Promise<void> {
    if (this.#child !== null) return
    const { program, args, endsBy } = this.plan
    this.#said = ''
    const child = spawn(program, [...args], this.#options)
    this.#child = child
    if (child.pid !== undefined) this.#watchdog.hold(child.pid, endsBy)
    child.on('error', (error) => this.#ended(child, error.message))
    child.on('exit', () => this.#ended(child))
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (data: Buffer) => (this.#said = (this.#said + data.toString()).slice(-SAID_MAX)))
    }
    const untilMs = performance.now() + START_MS_MAX
    while (!(await this.#isReady())) {
      const isOver = this.#child !== child
      if (isOver || performance.now() > untilMs) {
        throw new Error(`${program} ${isOver ? 'has ended' : 'did not start in time'}:\n${this.#said}`)
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }

  /** Ends it as a power cut does, with all that it has started. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Ends it as its own tools do, or by force. */
  async stop(): Promise<void> {
    await this.#end(this.plan.endsBy)
  }

  /** Stops it where it is, with all that it has started, so that it neither answers nor refuses. */
  freeze(): void {
    for (const pid of this.#family()) signal(pid, 'SIGSTOP')
  }

  /** Lets it go on, unaware of the time between. */
  thaw(): void {
    for (const pid of this.#family()) signal(pid, 'SIGCONT')
  }

  async #end(by: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (child?.pid === undefined) return
    const exited = once(child, 'exit')
    if (by === 'SIGKILL') for (const pid of this.#family()) signal(pid, by)
    else {
      this.thaw()
      child.kill(by)
    }
    const force = setTimeout(() => this.#family().forEach((pid) => signal(pid, 'SIGKILL')), 5_000)
    await exited
    clearTimeout(force)
  }

  #ended(child: ChildProcess, why = ''): void {
    if (child.pid !== undefined) this.#watchdog.release(child.pid)
    this.#said += why
    if (this.#child === child) this.#child = null
  }

  /** The process and what it has started, which may be in groups of their own. */
  #family(): readonly number[] {
    const pid = this.#child?.pid
    if (pid === undefined) return []
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    const rows = (stdout ?? '').split('\n').map((row) => row.trim().split(/\s+/).map(Number))
    const family = [pid]
    for (const each of family) family.push(...rows.flatMap(([child, parent]) => (parent === each ? [child!] : [])))
    return family
  }

  async #isReady(): Promise<boolean> {
    const { says, port, isReady } = this.plan
    if (says !== undefined && !this.#said.includes(says)) return false
    return (await listens(port)) && (isReady === undefined || (await isReady()))
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended already.
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
