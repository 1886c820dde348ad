/** Where a page gets PostgreSQL from. */
import dataUrl from '~modules/@electric-sql/pglite/dist/pglite.data?url'
import wasmUrl from '~modules/@electric-sql/pglite/dist/pglite.wasm?url'
import snapshotUrl from 'postgres-snapshot?url'
import type { AssetLoaders } from '../assets'
import { loadPgliteFromUrls } from './pglite/load-browser'

/** By name. */
export const assets: AssetLoaders = {
  postgres: (progress) => loadPgliteFromUrls({ wasm: wasmUrl, data: dataUrl, snapshot: snapshotUrl }, progress),
}
