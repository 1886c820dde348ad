/** Where a page gets the contracts from. */
import type { AssetLoaders } from '../assets'
import { contractName, type ContractCode } from './contract-code'

const urls = import.meta.glob<string>('../../../contracts/artifacts/*.wasm', {
  query: '?url',
  import: 'default',
  eager: true,
})

/** By name. */
export const assets: AssetLoaders = { contracts: loadContracts }

/** @throws Error when one cannot be fetched */
async function loadContracts(): Promise<ContractCode> {
  const codes = Object.entries(urls).map(async ([path, url]) => {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`the contract ${contractName(path)} could not be loaded: the server answered ${response.status}`)
    return [contractName(path), new Uint8Array(await response.arrayBuffer())]
  })
  return Object.fromEntries(await Promise.all(codes)) as ContractCode
}
