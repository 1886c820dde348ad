/** How a page gets an engine, prepared ahead of time if there is one: in a worker, or in the live server that has served it. */
import { askOver, type Connection } from './links/asking'
import { startWorker } from './links/worker'
import { hasToken, linkToLiveServer } from './served-live'

export type { Connection }

let prepared: Connection | null = null

/** Uses the token in the address of this page, if there is one, before anybody asks for an engine: the next page has another address. */
export function enterIfInvited(): void {
  if (hasToken()) prepared ??= connect()
}

/** Starts an engine ahead of time and has it fetch what a diagram needs: the next one who connects gets it. */
export function prepareEngine(id: string): void {
  prepared ??= connect()
  prepared.engine.prepare(id).catch(() => undefined) // Ignored: `open` loads again and reports.
}

/** Connects to an engine: the prepared one, or a new one. */
export function connectEngine(): Connection {
  const connection = prepared ?? connect()
  prepared = null
  return connection
}

/** Connects to an engine in a worker of this page, also where a live server has served it. */
export function connectWorker(): Connection {
  return askOver(startWorker())
}

/**
 * The id of the diagram that a recording is of.
 * @throws Error naming what is wrong with the file
 */
export async function diagramOfRecording(bytes: Uint8Array): Promise<string> {
  const { diagramOf } = await import('./recording/recording-file')
  return diagramOf(bytes)
}

function connect(): Connection {
  return askOver(linkToLiveServer() ?? startWorker())
}
