/** How a page gets an engine, prepared ahead of time if there is one. */
import { askOver, type Connection } from './links/asking'
import { startWorker } from './links/worker'

export type { Connection }

let prepared: Connection | null = null

/** Starts an engine ahead of time and has it fetch what a diagram needs: the next one who connects gets it. */
export function prepareEngine(id: string): void {
  prepared ??= askOver(startWorker())
  prepared.engine.prepare(id).catch(() => undefined) // Ignored: `open` loads again and reports.
}

/** Connects to an engine: the prepared one, or a new one. */
export function connectEngine(): Connection {
  const connection = prepared ?? askOver(startWorker())
  prepared = null
  return connection
}
