/** Threads in a page: workers that share memory with this one, which browsers allow in a page that is isolated from others. */
import type { PageThreads } from '~/infra/thread'
import type { Run } from '~/kernel/run'
import type { World } from '~/kernel/simulation'
import { RunThreads } from './run-threads'

/** They come where they are of use alone. */
const modules = import.meta.glob<{ readonly threads: PageThreads }>('../infra/*/threads-browser.ts')
const loaded = new Map<string, PageThreads>()

/** Threads for a run, or null where memory cannot be shared: in frames, and where a host sends no headers for it. */
export async function pageThreads(run: Run): Promise<RunThreads | null> {
  if (!globalThis.crossOriginIsolated) return null
  for (const [file, load] of Object.entries(modules)) {
    const kind = file.split('/').at(-2)!
    if (!loaded.has(kind)) loaded.set(kind, (await load()).threads)
  }
  return new RunThreads(run, (kind) => {
    const known = loaded.get(kind)
    return known && { engine: known.engine, open: (world: World) => known.open(world) }
  })
}
