/** Boots the run that is played: its stores work in threads of their own where the host has any, and run ahead a little. */
import type { Host } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import { openExecution, type Execution } from './execution'
import type { RunThreads } from './run-threads'

/** A host that may have threads. */
export interface ThreadHost extends Host {
  /** Threads for the stores of a run; null, or left out, where there are none. */
  threads?(run: Run): Promise<RunThreads | null>
}

/** A run that was booted. */
export interface Played {
  readonly execution: Execution
  /** What begins when the run first goes on. */
  readonly soon: (() => Promise<unknown>)[]
  /** Ends its threads: its stores are gone then. */
  endThreads(): void
}

/** Boots a run. Where that fails in threads, it is booted without. */
export async function openPlayed(simulation: AnySimulation, run: Run, host: ThreadHost): Promise<Played> {
  const threads = await host.threads?.(run)
  if (threads != null) {
    try {
      return await boot(simulation, run, { ...host, engines: { ...threads.engines, ...host.engines } }, threads)
    } catch {
      // It may be the thread that failed. What fails without one, too, says so itself.
      await threads.close()
    }
  }
  return boot(simulation, run, host, null)
}

async function boot(simulation: AnySimulation, run: Run, host: Host, threads: RunThreads | null): Promise<Played> {
  const soon: (() => Promise<unknown>)[] = []
  const execution = await openExecution(simulation, run, { ...host, soon: (begin) => soon.push(begin) })
  execution.mayLead = threads?.isAny === true
  return { execution, soon, endThreads: () => void threads?.close() }
}
