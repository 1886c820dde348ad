import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { SigningCosmWasmClient } from '@cosmjs/cosmwasm'
import { DirectSecp256k1HdWallet } from '@cosmjs/proto-signing'
import { GasPrice } from '@cosmjs/stargate'
import { Comet38Client } from '@cosmjs/tendermint-rpc'
import { describe, expect, test } from 'vitest'
import { memoryChain } from '../testing/memory-rpc'

const MNEMONIC = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about'
const ARTIFACTS = fileURLToPath(new URL('../../../../contracts/artifacts', import.meta.url))
const collection = new Uint8Array(readFileSync(path.join(ARTIFACTS, 'collection.wasm')))

async function start() {
  const signer = await DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC, { prefix: 'terra' })
  const { address } = (await signer.getAccounts())[0]!
  const chain = memoryChain({
    chainId: 'boxes-1',
    prefix: 'terra',
    denom: 'uluna',
    gasPriceThousandths: 15,
    genesis: {
      timeNs: 1_795_000_000_000_000_000n,
      balances: [{ address, coins: [{ denom: 'uluna', amount: '1000000000000' }] }],
    },
  })
  const comet = Comet38Client.create(chain.rpc)
  const client = SigningCosmWasmClient.createWithSigner(comet, signer, {
    gasPrice: GasPrice.fromString('0.015uluna'),
    broadcastPollIntervalMs: 0,
  })
  return { chain, client, comet, address }
}

describe('an unmodified client of CosmJS', () => {
  test('uploads, instantiates, executes, queries and finds', async () => {
    const { client, address, chain } = await start()
    expect(await client.getChainId()).toBe('boxes-1')
    const { codeId } = await client.upload(address, collection, 'auto')
    const made = await client.instantiate(address, codeId, { name: 'Boxes', symbol: 'BOX', minter: address }, 'boxes', 'auto')
    expect(made.contractAddress).toBe('terra14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9ssrc8au')
    const minted = await client.execute(
      address,
      made.contractAddress,
      { mint: { token_id: 't1', owner: address, token_uri: 'ipfs://x', extension: null } },
      'auto',
    )
    console.log(minted.gasUsed, JSON.stringify(minted.events, null, 1))
    console.log(await client.queryContractSmart(made.contractAddress, { owner_of: { token_id: 't1' } }))
    expect(chain.node.latestHeight).toBeGreaterThan(3)
  })
})
