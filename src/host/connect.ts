/** How a page gets an engine, prepared ahead of time if there is one: in a worker, or in the live server that has served it. */
import { askOver, type Connection } from './links/asking'
import { startWorker } from './links/worker'
import type { GatheredRecord } from './recording/gathered-record'
import { hasToken, linkToLiveServer } from './served-live'

export { hasEntrance, isServedLive } from './served-live'

export type { Connection, GatheredRecord }

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

/** How long a live server may take to answer whoever looks for it, and how long to wait before the next look, in milliseconds. */
const ANSWER_MS_MAX = 4_000
const LOOK_MS = 1_500

/**
 * Looks for the live server that has served this page until it is there. Gives a connection that holds, or null if the one that is there does
 * not know this page, or nobody looks any more.
 */
export async function findLiveServer(signal: AbortSignal): Promise<Connection | null> {
  while (!signal.aborted) {
    const link = linkToLiveServer()
    if (link === null) return null
    const connection = askOver(link)
    const late = new Promise<never>((_, reject) => setTimeout(reject, ANSWER_MS_MAX))
    const isThere = await Promise.race([connection.engine.can(), connection.failure, late]).then(
      () => true,
      () => false,
    )
    if (isThere && !signal.aborted) return connection
    connection.close()
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  return null
}

/** Begins to gather the record of a live run. Loaded by pages that have one. */
export async function gatherRecord(): Promise<GatheredRecord> {
  const { GatheredRecord } = await import('./recording/gathered-record')
  return new GatheredRecord()
}

function connect(): Connection {
  return askOver(linkToLiveServer() ?? startWorker())
}
