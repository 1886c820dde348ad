/** Starts a thread for a Valkey, in Node. The program that is to be the thread calls {@link serveThread} when it starts. */
import { once } from 'node:events'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import type { RedisClock } from '../../port'
import { ThreadedValkeyEngine } from './engine'
import { createPipe } from './pipe'
import { serveValkey, type ThreadData } from './serve'

/** Far above what is ever under way; more than that only takes longer. */
const PIPE_BYTES = 1 << 20

/** An engine in a thread, and the end of both. */
export interface OpenThread {
  readonly engine: ThreadedValkeyEngine
  close(): Promise<unknown>
}

/** Starts the program at `url` as a thread with a Valkey of the module. @throws Error when it does not start */
export async function openValkeyThread(url: URL, module: WebAssembly.Module, clock: RedisClock): Promise<OpenThread> {
  const data: ThreadData = { module, requests: createPipe(PIPE_BYTES), answers: createPipe(PIPE_BYTES) }
  const worker = new Worker(url, { workerData: data })
  // It says so when its program is loaded: from then on it can be waited for without listening.
  await once(worker, 'message')
  return { engine: new ThreadedValkeyEngine(data, clock), close: () => worker.terminate() }
}

/** In the thread of a Valkey, serves for ever. Anywhere else it does nothing. */
export function serveThread(): void {
  const data = workerData as Partial<ThreadData> | null
  if (parentPort === null || data?.requests === undefined) return
  parentPort.postMessage('ready')
  serveValkey(data as ThreadData)
}
