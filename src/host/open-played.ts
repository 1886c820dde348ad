/**
 * Boots the run that is played: on real stores where the host has any for it; or with its stores in threads of their own, and ahead a
 * little, where the host has threads.
 */
import type { Host } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import { openExecution, type Execution } from './execution'
import type { LivePlay, LiveWorld } from './live/live-play'
import type { RunThreads } from './run-threads'

/** A host that may have threads, or real stores. */
export interface ThreadHost extends Host {
  /** Threads for the stores of a run; null, or left out, where there are none. */
  threads?(run: Run): Promise<RunThreads | null>
  /** Real stores; left out where there are none. */
  readonly world?: LiveWorld
}

/** A run that was booted. */
export interface Played {
  readonly execution: Execution
  /** What begins when the run first goes on. */
  readonly soon: (() => Promise<unknown>)[]
  /** Left out where it stands on nothing live. */
  readonly live?: LivePlay
  /** Ends its threads, or its connections: its stores are gone then. */
  end(): Promise<void>
}

/** Boots a run. Where that fails in threads, it is booted without. */
export async function openPlayed(simulation: AnySimulation, run: Run, host: ThreadHost): Promise<Played> {
  if (host.world?.has(simulation) === true) return bootLive(simulation, run, host.world)
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

async function bootLive(simulation: AnySimulation, run: Run, world: LiveWorld): Promise<Played> {
  const live = await world.play(simulation, run)
  try {
    const execution = await openExecution(simulation, run, live.host)
    if (live.observer !== undefined) execution.observe(live.observer)
    return { execution, soon: [], live, end: () => live.end() }
  } catch (error) {
    await live.end()
    throw error
  }
}

/** Boots a run on a host, in threads if there are any. */
export async function boot(
  simulation: AnySimulation,
  run: Run,
  host: Host,
  threads: RunThreads | null,
): Promise<Played> {
  const soon: (() => Promise<unknown>)[] = []
  const execution = await openExecution(simulation, run, { ...host, soon: (begin) => soon.push(begin) })
  execution.mayLead = threads?.isAny === true
  return { execution, soon, end: async () => threads?.close() }
}
