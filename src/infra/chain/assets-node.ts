/** Where Node gets the contracts from. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { AssetLoaders } from '../assets'
import { packageFolder } from '../package-folder'
import { contractName, type ContractCode } from './contracts/contract-code'

/** By name. */
export const assets: AssetLoaders = { wasmContracts: loadContracts }

async function loadContracts(): Promise<ContractCode> {
  const folder = path.resolve(packageFolder('cosmjs-types'), '..', '..', 'contracts', 'artifacts')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.wasm'))
  const codes = files.map(async (file) => [contractName(file), new Uint8Array(await readFile(path.join(folder, file)))])
  return Object.fromEntries(await Promise.all(codes)) as ContractCode
}
