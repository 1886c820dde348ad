/** Fetches what engines need, telling how many bytes have come. Each asset is fetched and compiled once per worker. */
import pgliteDataUrl from 'pglite-bin/pglite.data?url'
import pgliteWasmUrl from 'pglite-bin/pglite.wasm?url'
import postgresSnapshotUrl from 'postgres-snapshot?url'
import valkeyUrl from 'valkey-bin?url'
import { loadPgliteFromUrls } from '~/infra/postgres/pglite/load-browser'
import { loadValkeyFromUrl } from '~/infra/redis/valkey/load-browser'
import { loadOnce } from './load-once'

/** Bytes of an asset that have come, and how many there are. */
export interface Progress {
  readonly asset: string
  readonly bytes: number
  readonly bytesTotal: number
}

type Report = (progress: Progress) => void

/** How often progress is told, in milliseconds: every piece that comes would be told hundreds of times. */
const REPORT_MS = 80

const listeners = new Set<Report>()

/** From now on `report` hears of what comes, also of what is on its way already, until what is returned is called. */
export function hearProgress(report: Report): () => void {
  listeners.add(report)
  return () => listeners.delete(report)
}

function reporter(asset: string) {
  let reportedAt = 0
  return ({ loadedBytes, totalBytes }: { loadedBytes: number; totalBytes: number }) => {
    const now = performance.now()
    if (now - reportedAt < REPORT_MS && loadedBytes < totalBytes) return
    reportedAt = now
    for (const report of listeners) report({ asset, bytes: loadedBytes, bytesTotal: totalBytes })
  }
}

/** Loads an asset by name. */
export const loadAsset = loadOnce({
  valkey: () => loadValkeyFromUrl(valkeyUrl, reporter('valkey')),
  postgres: () =>
    loadPgliteFromUrls(
      { wasm: pgliteWasmUrl, data: pgliteDataUrl, snapshot: postgresSnapshotUrl },
      reporter('postgres'),
    ),
})
