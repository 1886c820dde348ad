/** Gas by part: whatever becomes of a transaction, the parts are the whole, and each is what it says. */
import { MsgStoreCode } from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import { expect, test } from 'vitest'
import type { TxResult } from '../app/application'
import { base64Of, bankMessage, executeMessage, sendMessage, uluna, wasmMessage } from '../testing/messages'
import { ACCOMPLICE, TestChain, VILLAIN } from '../testing/test-chain'
import { ADA, BOB } from '../testing/wallets'
import { smallContract } from '../vm/testing/small-contract'
import { gasParts } from './gas-parts'

const execute = (message: object) => executeMessage(ADA, VILLAIN, message, uluna(5))
const set = (key: string, value: string) => ({ set: { key: base64Of(key), value: base64Of(value) } })
const plan = { refusal: null, data: null, attributes: [] }
const submessages = (msg: object, limit: number | null) =>
  execute({ submessages: { messages: [{ id: 1, msg, gas_limit: limit, reply_on: 'always' }], plan } })
const store = (wasmByteCode: Uint8Array): Any => ({
  typeUrl: '/cosmwasm.wasm.v1.MsgStoreCode',
  value: MsgStoreCode.encode(MsgStoreCode.fromPartial({ sender: ADA.address, wasmByteCode })).finish(),
})

/** The parts by their names. That they are the whole is seen every time. */
function partsOf({ gasParts: parts, gasUsed }: TxResult): Record<string, number> {
  const named = gasParts(parts)
  expect(named.reduce((sum, { gas }) => sum + gas, 0)).toBe(gasUsed)
  expect(named.filter(({ gas }) => gas <= 0)).toEqual([])
  return Object.fromEntries(named.map(({ part, gas }) => [part, gas]))
}

test('sending coins is bytes, a signature and storage, to the unit', () => {
  const chain = new TestChain()
  const message = sendMessage(ADA, BOB.address, uluna(1))
  const { length } = chain.sign(ADA, [message])
  const parts = partsOf(chain.run(ADA, [message]))
  expect(Object.keys(parts)).toEqual(['bytes of the transaction', 'signatures', 'storage: reads', 'storage: writes'])
  expect(parts).toMatchObject({ 'bytes of the transaction': 10 * length, signatures: 1_000 })
})

test('a call has its instance, its code and its answer; longer values cost writes, and nothing else of them', () => {
  const run = (value: string) => partsOf(new TestChain().run(ADA, [execute(set('a', value))]))
  const [short, long] = [run('x'), run('x'.repeat(100))]
  expect(short['instances of contracts']).toBe(60_000)
  expect(short['code of contracts']).toBeGreaterThan(0)
  expect(short['answers and events']).toBeGreaterThan(0)
  expect(long['storage: writes']! - short['storage: writes']!).toBe(30 * 99)
  expect(long['instances of contracts']).toBe(short['instances of contracts'])
})

test('stored code is compiled: three for each byte', () => {
  const code = smallContract()
  expect(partsOf(new TestChain().run(ADA, [store(code)]))['storing code']).toBe(3 * code.length)
})

test.each<[string, Any, number]>([
  ['a panic', execute({ run: { panic: { text: 'boom' } } }), 29],
  ['a refusal', execute({ write_and_fail: { key: base64Of('k'), value: base64Of('v'), text: 'no' } }), 5],
  ['a loop without end', execute({ run: { loop: {} } }), 11],
  ['coins that nobody has', sendMessage(ADA, BOB.address, uluna(10n ** 15n)), 5],
  ['submessages', submessages(wasmMessage(ACCOMPLICE, set('a', 'b')), null), 0],
  ['a submessage within its limit', submessages(wasmMessage(ACCOMPLICE, set('a', 'b')), 200_000), 0],
  ['a submessage beyond its limit', submessages(wasmMessage(ACCOMPLICE, { run: { loop: {} } }), 100_000), 0],
  ['a submessage to the bank', submessages(bankMessage(BOB.address, uluna(1)), 100_000), 0],
  ['a contract in a contract', execute({ recurse: { depth: 3 } }), 0],
])('%s: the parts add up to all gas', (_, message, code) => {
  const result = new TestChain().run(ADA, [message])
  partsOf(result)
  expect(result).toMatchObject({ code })
})

test('wherever gas ends, the parts add up to it', () => {
  const message = submessages(wasmMessage(ACCOMPLICE, set('a', 'b')), 150_000)
  for (let gasLimit = 20_000; gasLimit < 320_000; gasLimit += 9_973) {
    const chain = new TestChain()
    const bytes = chain.sign(ADA, [message], { gasLimit })
    // A check may refuse it already: then it is delivered as a proposer might that has not checked.
    const { results } = chain.node.produceBlock(chain.node.nextBlock().timeNs + 1n, [bytes])
    partsOf(results[0]!)
  }
})
