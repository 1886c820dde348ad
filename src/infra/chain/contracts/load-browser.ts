/** Fetches the contracts in a browser. */
import { contractName, type ContractCode } from './contract-code'

/** @throws Error when one cannot be fetched */
export async function loadContractsFromUrls(urls: Readonly<Record<string, string>>): Promise<ContractCode> {
  const codes = Object.entries(urls).map(async ([path, url]) => {
    const response = await fetch(url)
    if (!response.ok) {
      throw new Error(`the contract ${contractName(path)} could not be loaded: the server answered ${response.status}`)
    }
    return [contractName(path), new Uint8Array(await response.arrayBuffer())]
  })
  return Object.fromEntries(await Promise.all(codes)) as ContractCode
}
