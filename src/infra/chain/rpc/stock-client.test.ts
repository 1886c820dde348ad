import { SigningCosmWasmClient } from '@cosmjs/cosmwasm'
import { DirectSecp256k1HdWallet } from '@cosmjs/proto-signing'
import { GasPrice } from '@cosmjs/stargate'
import { Comet38Client } from '@cosmjs/tendermint-rpc'
import { describe, expect, test } from 'vitest'
import { assets } from '../assets-node'
import { memoryChain } from '../testing/memory-rpc'

const MNEMONIC = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about'

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
  const client = SigningCosmWasmClient.createWithSigner(Comet38Client.create(chain.rpc), signer, {
    gasPrice: GasPrice.fromString('0.015uluna'),
    broadcastPollIntervalMs: 0,
  })
  const { collection } = await assets.wasmContracts!(() => undefined)
  return { chain, client, address, code: collection! }
}

describe('an unmodified client of CosmJS', () => {
  test('uploads, instantiates, executes, queries and finds', async () => {
    const { client, address, code } = await start()
    expect(await client.getChainId()).toBe('boxes-1')
    const { codeId } = await client.upload(address, code, 'auto')
    const terms = { name: 'Boxes', symbol: 'BOX', minter: address }
    const made = await client.instantiate(address, codeId, terms, 'boxes', 'auto')
    // The address that a real wasmd has given the first contract of the first code.
    const contract = 'terra14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9ssrc8au'
    expect(made.contractAddress).toBe(contract)
    const mint = { token_id: 't1', owner: address, token_uri: 'ipfs://x', extension: null }
    const minted = await client.execute(address, contract, { mint }, 'auto')
    const own = minted.events.find(({ type }) => type === 'wasm')!
    expect(own.attributes.slice(0, 2)).toEqual([
      { key: '_contract_address', value: contract },
      { key: 'action', value: 'mint' },
    ])
    const owner = (await client.queryContractSmart(contract, { owner_of: { token_id: 't1' } })) as { owner: string }
    expect(owner.owner).toBe(address)
    const found = await client.searchTx([{ key: 'wasm.token_id', value: 't1' }])
    expect(found.map(({ hash }) => hash)).toEqual([minted.transactionHash])
    await expect(client.execute(address, contract, { mint }, 'auto')).rejects.toThrow('execute wasm contract failed')
  })
})
