import { beforeEach, describe, expect, test } from 'vitest'
import { TxMsgData } from 'cosmjs-types/cosmos/base/abci/v1beta1/abci'
import { MsgExecuteContractResponse } from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import { textOf } from '../../bytes'
import { bankMessage, base64Of, executeMessage, uluna, wasmMessage } from '../../testing/messages'
import { ACCOMPLICE, TestChain, VILLAIN } from '../../testing/test-chain'
import { ADA, BOB } from '../../testing/wallets'
import { moduleAddress, bech32Of } from '../../address'
import type { TxResult } from '../application'
import { attributeOf } from '../event'

let chain: TestChain
beforeEach(() => {
  chain = new TestChain()
})

const KEY = base64Of('k')
const set = { set: { key: KEY, value: base64Of('v') } }
const refuse = { write_and_fail: { key: KEY, value: base64Of('v'), text: 'no' } }
const PLAN = { refusal: null, data: null, attributes: [] }

const run = (message: unknown, funds = uluna(0).slice(1)) =>
  chain.run(ADA, [executeMessage(ADA, VILLAIN, message, funds)])

function submessages(messages: readonly { msg: object; on?: string; limit?: number }[], plan: object = {}): TxResult {
  const sent = messages.map(({ msg, on = 'never', limit }, id) => ({ id, msg, reply_on: on, gas_limit: limit ?? null }))
  return run({ submessages: { messages: sent, plan: { ...PLAN, ...plan } } })
}

const stored = (contract = ACCOMPLICE) => chain.query(contract, { get: { key: KEY } })
const replies = () =>
  chain.query(VILLAIN, { replies: {} }) as { id: number; result: { ok?: unknown; error?: string } }[]
const accomplice = (message: unknown) => wasmMessage(ACCOMPLICE, message)

describe('what a contract wants done', () => {
  test.each([
    ['never', set, 0, []],
    ['success', set, 0, ['ok']],
    ['error', set, 0, []],
    ['always', set, 0, ['ok']],
    ['never', refuse, 5, []],
    ['success', refuse, 5, []],
    ['error', refuse, 0, ['error']],
    ['always', refuse, 0, ['error']],
  ])('with a reply on %s to %j ends with code %i and hears %j', (on, message, code, heard) => {
    expect(submessages([{ msg: accomplice(message), on }]).code).toBe(code)
    expect(stored()).toBe(code === 0 && message === set ? base64Of('v') : null)
    if (code === 0) expect(replies().flatMap(({ result }) => Object.keys(result))).toEqual(heard)
  })

  test('is all undone when a later one fails that nobody wanted to hear of', () => {
    const { code, log } = submessages([{ msg: accomplice(set) }, { msg: accomplice(refuse) }])
    expect([code, log]).toEqual([5, 'failed to execute message; message index: 0: no: execute wasm contract failed'])
    expect(stored()).toBe(null)
  })

  test('is kept when a later one fails that it wanted to hear of', () => {
    expect(submessages([{ msg: accomplice(set) }, { msg: accomplice(refuse), on: 'error' }]).code).toBe(0)
    expect(stored()).toBe(base64Of('v'))
  })

  test('is undone when its reply refuses', () => {
    const { code, log } = submessages([{ msg: accomplice(set), on: 'success' }], { refusal: 'not so' })
    expect([code, log]).toMatchObject([5, expect.stringContaining('not so: execute wasm contract failed')])
    expect(stored()).toBe(null)
  })
})

describe('what a reply is told', () => {
  test('of a refusal: the words of the other contract', () => {
    submessages([{ msg: accomplice(refuse), on: 'error' }])
    expect(replies()[0]!.result.error).toBe('no: execute wasm contract failed')
  })

  test.each<[string, object, string]>([
    ['coins that are not there', bankMessage(BOB.address, uluna(5)), 'codespace: sdk, code: 5'],
    [
      'an account that refuses coins',
      bankMessage(bech32Of('terra', moduleAddress('gov')), uluna(5)),
      'codespace: sdk, code: 4',
    ],
    ['a contract that is none', wasmMessage(BOB.address, set), 'codespace: wasm, code: 22'],
    ['a panic', accomplice({ run: { panic: { text: 'as told' } } }), 'codespace: wasm, code: 29'],
  ])('of %s: which failure it was, and not its text', (_, msg, error) => {
    expect(submessages([{ msg, on: 'error' }]).code).toBe(0)
    expect(replies()[0]!.result.error).toBe(error)
  })

  test('its data takes the place of the data of the call', () => {
    const { data } = submessages([{ msg: accomplice(set), on: 'success' }], { data: base64Of('from the reply') })
    const { msgResponses } = TxMsgData.decode(data)
    expect(textOf(MsgExecuteContractResponse.decode(msgResponses[0]!.value).data)).toBe('from the reply')
  })
})

describe('gas of what a contract wants done', () => {
  test('a limit is all that an endless loop takes', () => {
    const { code, gasUsed } = submessages([{ msg: accomplice({ run: { loop: {} } }), on: 'error', limit: 150_000 }])
    expect(code).toBe(0)
    expect(gasUsed).toBeGreaterThan(150_000)
    expect(gasUsed).toBeLessThan(400_000)
    expect(replies()[0]!.result.error).toBe('codespace: sdk, code: 11')
  })

  test('without a limit an endless loop ends the transaction', () => {
    const { code, gasUsed, gasWanted } = submessages([{ msg: accomplice({ run: { loop: {} } }), on: 'error' }])
    expect([code, gasUsed]).toEqual([11, gasWanted])
  })

  test('a second instance of a code in a transaction costs less', () => {
    const once = chain.run(ADA, [executeMessage(ADA, VILLAIN, set)]).gasUsed
    const twice = chain.run(ADA, [executeMessage(ADA, VILLAIN, set), executeMessage(ADA, VILLAIN, set)]).gasUsed
    expect(twice - once).toBeLessThan(60_000)
  })
})

describe('events of contracts', () => {
  const emit = (attributes: [string, string][], events: { name: string; attributes: [string, string][] }[] = []) => ({
    emit: { attributes, events, data: null },
  })

  test('have the address of who told them in front, and their own stay in their order', () => {
    const { events } = run(
      emit(
        [
          ['z', '1'],
          ['a', ' 2 '],
        ],
        [{ name: 'sale', attributes: [['price', '']] }],
      ),
    )
    const own = events.filter(({ type }) => type.startsWith('wasm'))
    expect(own.map(({ type, attributes }) => [type, attributes.map(({ key, value }) => `${key}=${value}`)])).toEqual([
      ['wasm', [`_contract_address=${VILLAIN}`, 'z=1', 'a=2', 'msg_index=0']],
      ['wasm-sale', [`_contract_address=${VILLAIN}`, 'price=', 'msg_index=0']],
    ])
  })

  test('of a called contract are sorted by key', () => {
    const { events } = submessages([
      {
        msg: accomplice(
          emit([
            ['z', '1'],
            ['a', '2'],
          ]),
        ),
      },
    ])
    const told = events.find(
      (event) => event.type === 'wasm' && attributeOf(event, '_contract_address') === ACCOMPLICE,
    )!
    expect(told.attributes.map(({ key }) => key)).toEqual(['_contract_address', 'a', 'z', 'msg_index'])
  })

  test.each<[string, object, RegExp]>([
    ['an empty key', emit([[' ', 'x']]), /Empty attribute key. Value: x: invalid event/],
    ['a reserved key', emit([['_contract_address', VILLAIN]]), /reserved prefix _: '_contract_address'/],
    ['a short name', emit([], [{ name: ' ab ', attributes: [] }]), /Event type too short: 'ab'/],
  ])('with %s are refused', (_, message, log) => {
    const { code, codespace, log: told } = run(message)
    expect([code, codespace]).toEqual([21, 'wasm'])
    expect(told).toMatch(log)
  })
})

describe('limits', () => {
  test('a contract that calls itself goes so deep and no deeper', () => {
    const deep = (depth: number) =>
      chain.run(ADA, [executeMessage(ADA, VILLAIN, { recurse: { depth } })], { gasLimit: 15_000_000 })
    expect(deep(99).code).toBe(0)
    expect(deep(101).log).toMatch(/max call depth exceeded/)
  })

  test('a contract that asks itself what it asks itself goes ten deep', () => {
    const ask = (depth: number): object =>
      depth === 0
        ? { migrations: {} }
        : {
            chain: {
              request: { wasm: { smart: { contract_addr: VILLAIN, msg: base64Of(JSON.stringify(ask(depth - 1))) } } },
            },
          }
    expect(typeof chain.query(VILLAIN, ask(9))).toBe('string')
    expect(() => chain.query(VILLAIN, ask(10))).toThrow(/codespace: wasm, code: 13/)
  })

  test('a panic is a failure of the call, with its text', () => {
    const { code, log } = run({ run: { panic: { text: 'as told' } } })
    expect([code, log.includes('as told')]).toEqual([29, true])
  })

  test('who is sent a token calls back while he is called, and is answered', () => {
    run({
      react: {
        on_receive: { messages: [wasmMessage(VILLAIN, set)], refusal: null },
        on_transfer: { messages: [], refusal: null },
      },
    })
    expect(run({ receive_nft: { sender: ADA.address, token_id: '1', msg: '' } }).code).toBe(0)
    expect(stored(VILLAIN)).toBe(base64Of('v'))
  })
})

test('coins that come with a call are moved before it, and back if it fails', () => {
  const before = chain.balance(ADA)
  expect(run({ debug: { text: 'x' } }, uluna(7)).code).toBe(0)
  expect(run({ ...refuse }, uluna(7)).code).toBe(5)
  expect(before - chain.balance(ADA)).toBe(7n + 2n * 15_000n)
})
