/** Valkey in a thread of its own, in Node. */
import type { StoreThreads } from '../thread'
import { openValkeyThread, serveThread } from './valkey/thread/open-node'

/** How it is started and served. */
export const threads: StoreThreads = {
  engine: 'valkey',
  open: async (program, { load, clock }) => openValkeyThread(program, await load('valkey'), clock),
  serve: serveThread,
}
