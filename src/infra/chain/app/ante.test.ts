import { TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx'
import { beforeEach, describe, expect, test } from 'vitest'
import { signTransaction } from '../sign'
import { executeMessage, sendMessage, uluna } from '../testing/messages'
import { COINS_AT_FIRST, TestChain, VILLAIN } from '../testing/test-chain'
import { ADA, BOB, EVE } from '../testing/wallets'
import { TRANSACTION_GAS_MAX } from './ante'

let chain: TestChain
beforeEach(() => {
  chain = new TestChain()
})

const send = sendMessage(ADA, BOB.address, uluna(5))

/** The body of a transaction with other fields, which its signature does not cover. */
function withBody(bytes: Uint8Array, changes: Partial<TxBody>): Uint8Array {
  const raw = TxRaw.decode(bytes)
  const bodyBytes = TxBody.encode({ ...TxBody.decode(raw.bodyBytes), ...changes }).finish()
  return TxRaw.encode({ ...raw, bodyBytes }).finish()
}

describe('what is refused at the door', () => {
  test.each<[string, () => Uint8Array, number, RegExp]>([
    [
      'a fee that is too low',
      () => chain.sign(ADA, [send], { fee: uluna(14_999) }),
      13,
      /got: 14999uluna required: 15000uluna: insufficient fee$/,
    ],
    ['no fee', () => chain.sign(ADA, [send], { fee: [] }), 13, /insufficient fee$/],
    [
      'a sequence that was used',
      () => chain.sign(ADA, [send], { sequence: 7n }),
      32,
      /expected 0, got 7: incorrect account sequence$/,
    ],
    [
      'a height that is over',
      () => withBody(chain.sign(ADA, [send]), { timeoutHeight: 1n }),
      30,
      /^block height: 2, timeout height: 1/,
    ],
    [
      'a long memo',
      () => withBody(chain.sign(ADA, [send]), { memo: 'x'.repeat(257) }),
      12,
      /256 but received 257 characters: memo too large$/,
    ],
    [
      'a body that was changed after it was signed',
      () => withBody(chain.sign(ADA, [send]), { memo: 'x' }),
      4,
      /account number \(0\) and chain-id \(boxes-1\)/,
    ],
    [
      'a signature for another chain',
      () => chain.sign(ADA, [send], { chainId: 'boxes-2' }),
      4,
      /signature verification failed/,
    ],
    ['a signature of somebody else', () => signedBy(BOB.secret), 8, /pubKey does not match signer address terra1/],
    [
      'more gas than a block has',
      () => chain.sign(ADA, [send], { gasLimit: TRANSACTION_GAS_MAX + 1 }),
      41,
      /exceeds block max gas/,
    ],
    ['no gas', () => chain.sign(ADA, [send], { gasLimit: 0 }), 11, /out of gas in location: ReadFlat; gasWanted: 0/],
    [
      'an account that is not there',
      () => chain.sign(EVE, [sendMessage(EVE, BOB.address, uluna(1))]),
      9,
      /fee payer address: terra1\w+ does not exist/,
    ],
    [
      'more than one owns for the fee',
      () => chain.sign(ADA, [send], { fee: uluna(COINS_AT_FIRST + 1n) }),
      5,
      /insufficient funds$/,
    ],
    ['what is no protobuf', () => Uint8Array.of(1, 2, 3), 2, /tx parse error$/],
    [
      'a message that nobody knows',
      () => chain.sign(ADA, [{ typeUrl: '/x.Y', value: new Uint8Array() }]),
      6,
      /no message handler found for \/x.Y/,
    ],
    ['no message', () => chain.sign(ADA, []), 18, /must contain at least one message/],
  ])('%s', (_, bytes, code, log) => {
    const result = chain.node.checkTx(bytes())
    expect([result.code, result.codespace]).toEqual([code, 'sdk'])
    expect(result.log).toMatch(log)
    expect(chain.node.waiting).toEqual([])
    chain.block()
    expect(chain.balance(ADA)).toBe(COINS_AT_FIRST)
  })

  test('a height that is not over is not', () => {
    expect(withBody(chain.sign(ADA, [send]), { timeoutHeight: 2n }).length).toBeGreaterThan(0)
    const { code, log } = chain.node.checkTx(withBody(chain.sign(ADA, [send]), { timeoutHeight: 2n }))
    // The height is looked at before the signature, which the change has spoilt.
    expect([code, log.includes('signature verification failed')]).toEqual([4, true])
  })
})

function signedBy(secret: Uint8Array): Uint8Array {
  const terms = { chainId: 'boxes-1', accountNumber: 0n, sequence: 0n, gasLimit: 200_000, fee: uluna(3_000) }
  return signTransaction(secret, [send], terms)
}

describe('several transactions of one account in one block', () => {
  test('each goes on from the one that waits before it', () => {
    const queued = [0n, 1n, 2n].map((sequence) => chain.sign(ADA, [send], { sequence }))
    expect(queued.map((bytes) => chain.node.checkTx(bytes).code)).toEqual([0, 0, 0])
    expect(chain.block().map(({ code }) => code)).toEqual([0, 0, 0])
    expect(chain.balance(BOB)).toBe(COINS_AT_FIRST + 15n)
  })

  test('one that leaves a gap is refused, and so is one that was overtaken', () => {
    expect(chain.node.checkTx(chain.sign(ADA, [send], { sequence: 1n })).code).toBe(32)
    expect(chain.node.checkTx(chain.sign(ADA, [send], { sequence: 0n })).code).toBe(0)
    expect(chain.node.checkTx(chain.sign(ADA, [send], { sequence: 0n, fee: uluna(20_000) })).code).toBe(32)
  })

  test('fees of what waits are counted: together they are not more than one owns', () => {
    const fee = uluna((COINS_AT_FIRST * 2n) / 3n)
    expect(chain.node.checkTx(chain.sign(ADA, [send], { sequence: 0n, fee })).code).toBe(0)
    expect(chain.node.checkTx(chain.sign(ADA, [send], { sequence: 1n, fee })).code).toBe(5)
  })
})

describe('in a block', () => {
  const fail = executeMessage(ADA, VILLAIN, { write_and_fail: { key: 'aw==', value: 'dg==', text: 'as told' } })

  test('a message that fails takes the others with it, and leaves fee, sequence and the events of the fee', () => {
    const { code, codespace, log, data, events } = chain.run(ADA, [send, fail])
    expect({ code, codespace, data }).toEqual({ code: 5, codespace: 'wasm', data: new Uint8Array() })
    expect(log).toBe('failed to execute message; message index: 1: as told: execute wasm contract failed')
    const types = events.map(({ type }) => type)
    expect(types).toEqual(['coin_spent', 'coin_received', 'transfer', 'message', 'tx', 'tx', 'tx'])
    expect(chain.balance(ADA)).toBe(COINS_AT_FIRST - 15_000n)
    expect(chain.balance(BOB)).toBe(COINS_AT_FIRST)
    expect(chain.query(VILLAIN, { get: { key: 'aw==' } })).toBe(null)
    expect(chain.run(ADA, [send], { sequence: 1n }).code).toBe(0)
  })

  test('what runs out of gas has code 11 and pays for all it asked for', () => {
    const result = chain.run(ADA, [executeMessage(ADA, VILLAIN, { run: { loop: {} } })], { gasLimit: 300_000 })
    expect([result.code, result.codespace, result.gasUsed]).toEqual([11, 'sdk', 300_000])
    expect(result.log).toBe(
      'out of gas in location: Wasm engine function execution; gasWanted: 300000, gasUsed: 300000: out of gas',
    )
    expect(chain.balance(ADA)).toBe(COINS_AT_FIRST - 4_500n)
  })

  test('a sequence that was used meanwhile costs nothing: no fee, no events', () => {
    const bytes = chain.sign(ADA, [send])
    chain.node.checkTx(bytes)
    const { results } = chain.node.produceBlock(chain.node.nextBlock().timeNs + 1n, [bytes])
    expect(results.map(({ code, events }) => [code, events.length > 0])).toEqual([
      [0, true],
      [32, false],
    ])
    expect(chain.balance(BOB)).toBe(COINS_AT_FIRST + 5n)
  })

  test('a simulation needs no signature, no fee and no gas, and leaves nothing', () => {
    const bytes = TxRaw.encode({
      ...TxRaw.decode(chain.sign(ADA, [send], { fee: [], gasLimit: 0 })),
      signatures: [new Uint8Array()],
    }).finish()
    const { application, pendingState } = chain.node
    expect(application.simulate(pendingState, chain.node.nextBlock(), bytes).length).toBeGreaterThan(100)
    expect(chain.balance(BOB)).toBe(COINS_AT_FIRST)
  })
})
