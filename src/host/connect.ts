/** The page's end of the wall: starts the worker and wraps it. */
import * as Comlink from 'comlink'
import type { EngineApi } from './engine.worker'

/** A worker with an engine in it. */
export interface Connection {
  readonly engine: Comlink.Remote<EngineApi>
  /** Rejects if the worker dies or cannot start; never resolves. */
  readonly failure: Promise<never>
  /** When anything was last heard of the worker, on the page's clock in milliseconds; null before its code has come. */
  readonly heardAtMs: () => number | null
  close(): void
}

let prepared: Connection | null = null

/** Starts a worker ahead of time and has it fetch what a diagram needs: the next one who connects gets it. */
export function prepareEngine(id: string): void {
  prepared ??= startEngine()
  prepared.engine.prepare(id).catch(() => undefined) // Whoever connects asks again, and hears why not.
}

/** Connects to a worker: the prepared one, or a new one. */
export function connectEngine(): Connection {
  const connection = prepared ?? startEngine()
  prepared = null
  return connection
}

function startEngine(): Connection {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' })
  let heardAtMs: number | null = null
  worker.addEventListener('message', () => {
    heardAtMs = performance.now()
  })
  const failure = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'the engine could not be started')))
    worker.addEventListener('messageerror', () => reject(new Error('a message of the engine could not be read')))
  })
  failure.catch(() => undefined)
  return {
    engine: Comlink.wrap<EngineApi>(worker),
    failure,
    heardAtMs: () => heardAtMs,
    close: () => worker.terminate(),
  }
}

/** Passes a function to the worker. */
export const callback = Comlink.proxy
export type { EngineApi }
