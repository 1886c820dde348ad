/** Fetches what engines need, telling how many bytes have come. Each asset is fetched and compiled once per worker. */
import type { AssetLoaders, LoadProgress } from '~/infra/assets'
import { lacksWebAssembly } from './lacking'
import { joinLoaders, loadOnce } from './load-once'

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

function reporter(asset: string): (progress: LoadProgress) => void {
  let reportedAt = 0
  return ({ loadedBytes, totalBytes }) => {
    const now = performance.now()
    if (now - reportedAt < REPORT_MS && loadedBytes < totalBytes) return
    reportedAt = now
    for (const report of listeners) report({ asset, bytes: loadedBytes, bytesTotal: totalBytes })
  }
}

const modules = import.meta.glob<{ readonly assets: AssetLoaders }>('../infra/*/assets-browser.ts', { eager: true })

const load = loadOnce(joinLoaders(modules), reporter)

/** Loads an asset by name. All of them are WebAssembly. */
export const loadAsset: typeof load = (asset) => {
  const lacking = lacksWebAssembly()
  return lacking === null ? load(asset) : Promise.reject(lacking)
}
