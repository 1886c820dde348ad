/** Engines of a kind of store that can work in a thread of their own, where the host has threads and shared memory. */
import type { World } from '~/kernel/simulation'

/** An engine in a thread, and its end. */
export interface OpenThread {
  readonly engine: unknown
  close(): unknown
}

/** How a kind of store works in threads, in Node. */
export interface StoreThreads {
  /** The engine that can, by name. */
  readonly engine: string
  /** Starts the program at `program` once more as a thread with an engine. @throws Error when it does not start */
  open(program: URL, world: Pick<World, 'clock' | 'load'>): Promise<OpenThread>
  /** In such a thread, serves for ever. Anywhere else it does nothing. Programs call it before anything else. */
  serve(): void
}

/** The same in a page, whose threads are workers with a file of their own. */
export interface PageThreads {
  /** The engine that can, by name. */
  readonly engine: string
  /** Starts a worker with an engine. @throws Error when it does not start */
  open(world: Pick<World, 'clock' | 'load'>): Promise<OpenThread>
}
