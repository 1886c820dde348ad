/** Where Node gets Valkey from. */
import type { AssetLoaders } from '../assets'
import { loadValkeyFromPackage } from './valkey/load-node'

/** By name. */
export const assets: AssetLoaders = { valkey: loadValkeyFromPackage }
