/** Starts a worker for a Valkey, in a page. `valkey.worker.ts` is what runs in it. */
import type { RedisClock } from '../../port'
import { ThreadedValkeyEngine } from './engine'
import { createPipe } from './pipe'
import type { ThreadData } from './serve'

/** As in Node: far above what is ever under way. */
const PIPE_BYTES = 1 << 20

/** Starts a worker with a Valkey of the module. @throws Error when it does not start */
export async function openValkeyWorker(
  module: WebAssembly.Module,
  clock: RedisClock,
): Promise<{ readonly engine: ThreadedValkeyEngine; close(): void }> {
  const data: ThreadData = { module, requests: createPipe(PIPE_BYTES), answers: createPipe(PIPE_BYTES) }
  const worker = new Worker(new URL('./valkey.worker.ts', import.meta.url), { type: 'module', name: 'valkey' })
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => {
      worker.terminate()
      reject(new Error(`the thread of Valkey did not start: ${why}`))
    }
    worker.addEventListener('error', ({ message }) => fail(message || 'its file could not be loaded'))
    worker.addEventListener('messageerror', () => fail('it could not be told what to serve'))
    // It says so when its program is loaded: from then on it can be waited for without listening.
    worker.addEventListener('message', () => resolve(), { once: true })
    worker.postMessage(data)
  })
  return { engine: new ThreadedValkeyEngine(data, clock), close: () => worker.terminate() }
}
