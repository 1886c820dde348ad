/** Where Node gets PostgreSQL from. */
import type { AssetLoaders } from '../assets'
import { loadPgliteFromPackage } from './pglite/load-node'

/** By name. */
export const assets: AssetLoaders = { postgres: loadPgliteFromPackage }
