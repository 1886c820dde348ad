import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { CallEnvironment } from '../environment'
import { openContract, type Contract } from '../contract'
import type { EntryPoint } from '../interface'
import { utf8 } from './memory-storage'

export type ArtifactName = 'collection' | 'market' | 'rogue'

/** Tests and programs run in the root of the project, bundled or not. */
const FOLDER = path.resolve('contracts/artifacts')
const opened = new Map<ArtifactName, Contract>()

/** The bytes of one of the project's contracts, as they are committed. */
export function artifactBytes(name: ArtifactName): Uint8Array {
  return new Uint8Array(readFileSync(path.join(FOLDER, `${name}.wasm`)))
}

/** One of the project's contracts, opened once. */
export function artifact(name: ArtifactName): Contract {
  const contract = opened.get(name) ?? openContract(artifactBytes(name))
  opened.set(name, contract)
  return contract
}

/** An account, of twenty bytes 1, and a contract, of thirty-two. */
export const ACCOUNT = 'terra1qyqszqgpqyqszqgpqyqszqgpqyqszqgp5hm70u'
export const CONTRACT = 'terra1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs00e2y2'
export const ENV = {
  block: { height: 12, time: '1700000000000000000', chain_id: 'boxes-1' },
  transaction: { index: 0 },
  contract: { address: CONTRACT },
}

/** Calls with JSON, by nobody in particular. */
export function callJson(
  contract: Contract,
  entry: EntryPoint,
  message: unknown,
  environment: CallEnvironment,
  sender = ACCOUNT,
): Record<string, unknown> {
  const json = (value: unknown) => utf8(JSON.stringify(value))
  const info = entry === 'instantiate' || entry === 'execute' ? [json({ sender, funds: [] })] : []
  const result = contract.call(entry, [json(ENV), ...info, json(message)], environment)
  return JSON.parse(new TextDecoder().decode(result)) as Record<string, unknown>
}
