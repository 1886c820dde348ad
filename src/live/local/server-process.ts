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
  #starting: Promise<void> | null = null
  #ending: Promise<void> | null = null
  /** How many runs keep it dead, or frozen: it is everybody's, and comes back when the last of them has let go. */
  #dead = 0
  #frozen = 0
  #isStopped = false

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

  /** Resolves once it can be used, whoever has started it. @throws Error with what it said if it ends before, or takes too long */
  start(): Promise<void> {
    return (this.#starting ??= this.#start().finally(() => (this.#starting = null)))
  }

  /** Starts it if it has ended, unless a run keeps it dead. */
  async revive(): Promise<void> {
    if (this.#dead === 0) await this.start()
  }

  async #start(): Promise<void> {
    await this.#ending
    if (this.#child !== null) return
    if (this.#isStopped) throw new Error(`${this.plan.program} was stopped for good`)
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

  /** Kills it, and keeps it dead until {@link letLive}. */
  async keepDead(): Promise<void> {
    this.#dead++
    await this.kill()
  }

  /** Starts it again, unless another run keeps it dead. */
  async letLive(): Promise<void> {
    this.#dead--
    await this.revive()
  }

  /** Ends it as its own tools do, or by force. It does not start again. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#end(this.plan.endsBy)
  }

  /** Stops it where it is, with all that it has started, so that it neither answers nor refuses, until {@link thaw}. */
  freeze(): void {
    this.#frozen++
    this.#signalAll('SIGSTOP')
  }

  /** Lets it go on, unaware of the time between, unless another run keeps it frozen. */
  thaw(): void {
    if (--this.#frozen === 0) this.#signalAll('SIGCONT')
  }

  #end(by: NodeJS.Signals): Promise<void> {
    const ending = this.#endNow(by).finally(() => {
      if (this.#ending === ending) this.#ending = null
    })
    this.#ending = ending
    return ending
  }

  async #endNow(by: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (child?.pid === undefined) return
    const exited = once(child, 'exit')
    if (by === 'SIGKILL') this.#signalAll(by)
    else {
      child.kill(by)
      this.#signalAll('SIGCONT')
    }
    const force = setTimeout(() => this.#signalAll('SIGKILL'), 5_000)
    await exited
    clearTimeout(force)
  }

  #signalAll(name: NodeJS.Signals): void {
    for (const pid of this.#family()) signal(pid, name)
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
