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

function reporter(asset: string, report: Report) {
  return ({ loadedBytes, totalBytes }: { loadedBytes: number; totalBytes: number }) =>
    report({ asset, bytes: loadedBytes, bytesTotal: totalBytes })
}

/** Loads an asset by name. */
export const loadAsset = loadOnce<[Report]>({
  valkey: (report) => loadValkeyFromUrl(valkeyUrl, reporter('valkey', report)),
  postgres: (report) =>
    loadPgliteFromUrls(
      { wasm: pgliteWasmUrl, data: pgliteDataUrl, snapshot: postgresSnapshotUrl },
      reporter('postgres', report),
    ),
})
