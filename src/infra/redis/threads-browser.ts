/** Valkey in a thread of its own, in a page that may share memory among its workers. */
import type { PageThreads } from '../thread'
import { openValkeyWorker } from './valkey/thread/open-browser'

/** How it is started. */
export const threads: PageThreads = {
  engine: 'valkey',
  open: async ({ load, clock }) => openValkeyWorker(await load('valkey'), clock),
}
