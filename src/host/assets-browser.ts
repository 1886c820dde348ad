/** Fetches what engines need, telling how many bytes have come. Each asset is fetched and compiled once per worker. */
import valkeyUrl from 'valkey-bin?url'
import { loadValkeyFromUrl } from '~/infra/redis/valkey/load-browser'

/** Bytes of an asset that have come, and how many there are. */
export interface Progress {
  readonly asset: string
  readonly bytes: number
  readonly bytesTotal: number
}

const modules = new Map<string, Promise<WebAssembly.Module>>()

/** Loads an asset by name. A failed load is tried again the next time. */
export function loadAsset(asset: 'valkey', progress: (progress: Progress) => void): Promise<WebAssembly.Module> {
  const known = modules.get(asset)
  if (known !== undefined) return known
  const loading = loadValkeyFromUrl(valkeyUrl, ({ loadedBytes, totalBytes }) =>
    progress({ asset, bytes: loadedBytes, bytesTotal: totalBytes }),
  )
  modules.set(asset, loading)
  loading.catch(() => modules.delete(asset))
  return loading
}
