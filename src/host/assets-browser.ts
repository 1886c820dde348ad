/** Fetches what engines need, telling how many bytes have come. Each asset is fetched and compiled once per worker. */
import { loadValkeyModule } from '~/infra/redis/valkey/load-browser'

/** Bytes of an asset that have come, and how many there are (0 if the server does not say). */
export interface Progress {
  readonly asset: string
  readonly bytes: number
  readonly bytesTotal: number
}

const modules = new Map<string, Promise<WebAssembly.Module>>()

/** Loads an asset by name. A failed load is tried again the next time. */
export function loadAsset(asset: 'valkey', progress: (progress: Progress) => void): Promise<WebAssembly.Module> {
  let loading = modules.get(asset)
  if (loading === undefined) {
    loading = loadValkeyModule((bytes, bytesTotal) => progress({ asset, bytes, bytesTotal }))
    modules.set(asset, loading)
    loading.catch(() => modules.delete(asset))
  }
  return loading
}
