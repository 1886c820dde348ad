/**
 * The operations of a stock client that were recorded on a real wasmd, in their order: each goes on where the one before ended. The contract is
 * the villain of the tests, which emits what it is told, and so the events of the recorded contract.
 */
import type { ExecuteInstruction } from '@cosmjs/cosmwasm'
import { base64 } from '@scure/base'
import { MsgExecuteContract } from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import { utf8 } from '../bytes'
import { artifactBytes } from '../vm/testing/artifact'
import type { ChainSession } from './session'

/** The address of the first contract of the first code, on every chain of this prefix. */
export const CONTRACT = 'terra14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9ssrc8au'

export interface Operation {
  readonly name: string
  /** What has to be done before, which is not compared. */
  readonly before?: (session: ChainSession) => Promise<unknown>
  readonly run: (session: ChainSession) => Promise<unknown>
}

const fee = (amount: string, gas: string) => ({ amount: [{ denom: 'uluna', amount }], gas })

function mint(owner: string, id: string): object {
  const attributes = Object.entries({ action: 'mint', owner, token_id: id })
  return { emit: { attributes, events: [], data: null } }
}

/** Sells for 1,000: 50 to one, 950 to another, who are the same here. */
function reaction(address: string): object {
  const send = (amount: string) => ({ bank: { send: { to_address: address, amount: [{ denom: 'uluna', amount }] } } })
  return { react: { on_receive: { messages: [send('50'), send('950')], refusal: null }, on_transfer: NOTHING } }
}

const NOTHING = { messages: [], refusal: null }
const text = (value: string) => base64.encode(utf8(value))
const claimed = { write_and_fail: { key: text('k'), value: text('v'), text: 'token_id already claimed' } }

const execute =
  (message: (address: string) => object, paid: 'auto' | ReturnType<typeof fee>) => (session: ChainSession) =>
    session.client.execute(session.address, CONTRACT, message(session.address), paid)

export const OPERATIONS: readonly Operation[] = [
  { name: 'getChainId', run: ({ client }) => client.getChainId() },
  { name: 'getHeight', run: ({ client }) => client.getHeight() },
  { name: 'getBalance', run: ({ client, address }) => client.getBalance(address, 'uluna') },
  { name: 'getAccount', run: ({ client, address }) => client.getAccount(address) },
  { name: 'getSequence', run: ({ client, address }) => client.getSequence(address) },
  { name: 'getBlock', run: ({ client }) => client.getBlock() },
  { name: 'upload', run: ({ client, address }) => client.upload(address, artifactBytes('rogue'), 'auto') },
  {
    name: 'instantiate',
    run: ({ client, address }) =>
      client.instantiate(address, 1, { refusal: null }, 'boxes', 'auto', { admin: address }),
  },
  {
    name: 'simulate',
    run: ({ client, address }) =>
      client.simulate(
        address,
        [
          {
            typeUrl: '/cosmwasm.wasm.v1.MsgExecuteContract',
            value: MsgExecuteContract.fromPartial({
              sender: address,
              contract: CONTRACT,
              msg: utf8(JSON.stringify(mint(address, 's1'))),
            }),
          },
        ],
        '',
      ),
  },
  { name: 'execute-auto-fee', run: execute((address) => mint(address, 't1'), 'auto') },
  { name: 'execute-fixed-fee', run: execute((address) => mint(address, 't2'), fee('6000', '400000')) },
  {
    name: 'executeMultiple',
    before: execute(reaction, 'auto'),
    run({ client, address }) {
      const sent = { receive_nft: { sender: address, token_id: 't3', msg: '' } }
      const instructions: ExecuteInstruction[] = [
        { contractAddress: CONTRACT, msg: mint(address, 't3') },
        { contractAddress: CONTRACT, msg: sent, funds: [{ denom: 'uluna', amount: '1000' }] },
      ]
      return client.executeMultiple(address, instructions, 'auto')
    },
  },
  { name: 'execute-fails-in-simulate', run: execute(() => claimed, 'auto') },
  { name: 'execute-fails-in-deliver', run: execute(() => claimed, fee('6000', '400000')) },
  {
    name: 'execute-fails-out-of-gas',
    run: execute(() => ({ fill: { prefix: text('f'), count: 20, bytes: 20 } }), fee('1800', '120000')),
  },
  {
    name: 'execute-fails-in-checktx-low-fee',
    run: execute((address) => mint(address, 't9'), fee('1', '400000')),
  },
  { name: 'queryContractSmart', run: ({ client }) => client.queryContractSmart(CONTRACT, { migrations: {} }) },
  {
    name: 'queryContractSmart-fails',
    run: ({ client }) => client.queryContractSmart(CONTRACT, { validate: { address: 'nobody' } }),
  },
  { name: 'queryContractRaw', run: ({ client }) => client.queryContractRaw(CONTRACT, utf8('rogue:migrations')) },
  { name: 'getContract', run: ({ client }) => client.getContract(CONTRACT) },
  { name: 'getCodes', run: ({ client }) => client.getCodes() },
  { name: 'getContracts', run: ({ client }) => client.getContracts(1) },
  { name: 'getCodeDetails', run: ({ client }) => client.getCodeDetails(1) },
  { name: 'getTx', run: ({ client, exchanges }) => client.getTx(firstMint(exchanges)) },
  { name: 'searchTx', run: ({ client }) => client.searchTx([{ key: 'wasm._contract_address', value: CONTRACT }]) },
  {
    name: 'sendTokens',
    run: ({ client, address }) => client.sendTokens(address, address, [{ denom: 'uluna', amount: '1' }], 'auto'),
  },
  { name: 'migrate', run: ({ client, address }) => client.migrate(address, CONTRACT, 1, { refusal: null }, 'auto') },
]

/** The hash of the first transaction that minted, out of what was answered before. */
function firstMint(exchanges: ChainSession['exchanges']): string {
  const hashes = exchanges
    .filter(({ method }) => method === 'broadcast_tx_sync')
    .map(({ result }) => (result as { hash: string }).hash)
  return hashes[2]!
}
