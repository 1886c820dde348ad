/** Where a page gets the contracts from. */
import type { AssetLoaders } from '../assets'
import { loadContractsFromUrls } from './contracts/load-browser'
import collection from '../../../contracts/artifacts/collection.wasm?url'
import market from '../../../contracts/artifacts/market.wasm?url'
import rogue from '../../../contracts/artifacts/rogue.wasm?url'

/** By name. */
export const assets: AssetLoaders = { wasmContracts: () => loadContractsFromUrls({ collection, market, rogue }) }
