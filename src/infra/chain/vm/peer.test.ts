/**
 * The same calls on the host of another project, `cosmwasm-vm-js` of Oraichain: the same answers and the same state. Its gas is
 * by a table of its own, so it is not compared.
 */
import { BasicBackendApi, BasicKVIterStorage, BasicQuerier, VMInstance } from '@oraichain/cosmwasm-vm-js'
import { expect, test } from 'vitest'
import type { EntryPoint } from './interface'
import { ACCOUNT, artifact, artifactBytes, callJson, CONTRACT, ENV, type ArtifactName } from './testing/artifact'
import { testEnvironment } from './testing/memory-storage'

type Step = readonly [EntryPoint, unknown]

const mint = (id: string, owner = ACCOUNT) => ({
  mint: { token_id: id, owner, token_uri: `ipfs://${id}`, extension: null },
})
const royalty = { payment_address: ACCOUNT, share: '0.05' }
const base64 = (text: string) => Buffer.from(text).toString('base64')

const COLLECTION: readonly Step[] = [
  ['instantiate', { name: 'Boxes', symbol: 'BOX', minter: ACCOUNT, creator: null, royalty }],
  ['execute', mint('1')],
  ['execute', mint('2')],
  ['execute', mint('2')],
  ['execute', mint('3', 'nobody')],
  ['execute', { approve: { spender: CONTRACT, token_id: '1', expires: null } }],
  ['execute', { transfer_nft: { recipient: CONTRACT, token_id: '1' } }],
  ['execute', { transfer_nft: { recipient: CONTRACT, token_id: '1' } }],
  ['execute', { send_nft: { contract: CONTRACT, token_id: '2', msg: base64('{}') } }],
  ['execute', { approve_all: { operator: CONTRACT, expires: { at_height: 5 } } }],
  ['execute', { unknown: {} }],
  ['query', { owner_of: { token_id: '1', include_expired: null } }],
  ['query', { all_nft_info: { token_id: '2', include_expired: true } }],
  ['query', { all_tokens: { start_after: null, limit: 5 } }],
  // Without `start_after`: the peer takes a key and the same with one byte more for equal, and so begins one too early.
  ['query', { tokens: { owner: CONTRACT, start_after: null, limit: null } }],
  ['query', { num_tokens: {} }],
]

const MARKET: readonly Step[] = [
  ['instantiate', { admin: null, denom: 'uluna', fee_bps: 250, treasury: ACCOUNT, royalty_bps_max: 1000 }],
  ['execute', { allow_collection: { collection: CONTRACT, mint: { price: '5', supply_max: 3, payee: ACCOUNT } } }],
  ['execute', { cancel: { listing_id: 1 } }],
  ['execute', { mint: { collection: CONTRACT, token_uri: null } }],
  ['query', { config: {} }],
  ['query', { listings: { start_after: null, limit: null } }],
  ['query', { collection: { collection: CONTRACT } }],
]

test.each<[ArtifactName, readonly Step[]]>([
  ['collection', COLLECTION],
  ['market', MARKET],
])('%s answers the same and leaves the same state', async (name, steps) => {
  const storage = new BasicKVIterStorage()
  const environment = testEnvironment()
  for (const [entry, message] of steps) {
    const peer = new VMInstance({ backend_api: new BasicBackendApi('terra'), querier: new BasicQuerier(), storage })
    // oxlint-disable-next-line no-await-in-loop -- Each call sees what the one before left.
    await peer.build(artifactBytes(name))
    const info = { sender: ACCOUNT, funds: [] }
    const theirs: unknown =
      entry === 'query'
        ? peer.query(ENV, message as object)
        : entry === 'execute'
          ? peer.execute(ENV, info, message as object)
          : peer.instantiate(ENV, info, message as object)
    const ours = callJson(artifact(name), entry, message, { ...environment, isReadOnly: entry === 'query' })
    expect(comparable(ours), JSON.stringify(message)).toEqual(comparable(theirs))
  }
  const theirs = [...storage.dict.entries()].map(([key, value]) => [fromBase64(key), fromBase64(value)])
  expect(environment.storage.entries()).toEqual(Object.fromEntries(theirs))
  expect(theirs.length).toBeGreaterThan(1)
})

/** What is wrong with an address each host says in its own words: ours are those of the Cosmos SDK. */
function comparable(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer).replace(/(addr_validate errored): [^"]*/, '$1'))
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('hex')
}
