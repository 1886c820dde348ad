import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { beforeAll, describe, expect, test } from 'vitest'
import type { InspectQuery } from '~/kernel/component'
import type { Panel, TablePage } from '~/kernel/panel'
import type { PromptAnswer } from '~/kernel/store-kind'
import { accountAddress, bech32Of } from '../address'
import { assets } from '../assets-node'
import { utf8 } from '../bytes'
import { memoryChain, type MemoryChain } from '../testing/memory-rpc'
import { inspectChain } from './inspect-chain'
import { readableKey } from './readable'
import { sendLine } from './send-line'

const secret = sha256(utf8('a key of a test'))
const address = bech32Of('terra', accountAddress(secp256k1.getPublicKey(secret, true)))
const ada = { name: 'ada', secret, address }
const signers = [ada]
const nameOf = (each: string) => (each === address ? 'ada' : undefined)

let chain: MemoryChain

function page(query: InspectQuery): TablePage {
  return inspectChain(chain.node, query, nameOf) as TablePage
}

function type(line: string): PromptAnswer {
  return inspectChain(chain.node, { view: 'line', line }, nameOf) as PromptAnswer
}

function rowsOf({ rows }: TablePage): unknown[][] {
  return rows.map(({ cells }) => [...cells])
}

function value(table: TablePage, name: string): unknown {
  return rowsOf(table).find(([first]) => String(first).trim() === name)?.[1]
}

const mint = (token: string) =>
  `{"mint":{"token_id":"${token}","owner":"${address}","token_uri":"ipfs://x","extension":null}}`

beforeAll(async () => {
  const { collection } = await assets.wasmContracts!(() => undefined)
  chain = memoryChain({
    chainId: 'boxes-1',
    prefix: 'terra',
    denom: 'uluna',
    gasPriceThousandths: 15,
    genesis: {
      timeNs: 1_795_000_000_000_000_000n,
      balances: [{ address, coins: [{ denom: 'uluna', amount: '1000000000' }] }],
      codes: [{ creator: address, code: collection! }],
      contracts: [
        {
          codeId: 1,
          creator: address,
          label: 'Boxes',
          message: () => ({ name: 'Boxes', symbol: 'BOX', minter: address }),
        },
      ],
    },
  })
})

/** The tests stand in the order of a run: what one sends the next finds. */
describe('what is sent', () => {
  test('is signed with the next sequence, whether or not what came before is in a block', () => {
    expect(sendLine(chain.node, `send ada boxes ${mint('t1')}`, signers)).toMatch(/^tx [0-9A-F]{64}\nada, sequence 0/)
    expect(sendLine(chain.node, `send ada boxes ${mint('t2')}`, signers)).toMatch(/ada, sequence 1/)
  })
})

describe('what waits and what is in blocks', () => {
  test('what was sent waits with its decoded action, then is in a block', () => {
    expect(rowsOf(page({ view: 'mempool' })).map((row) => row.slice(1, 4))).toEqual([
      ['mint', 'ada', 0],
      ['mint', 'ada', 1],
    ])
    chain.nextBlock()
    expect(rowsOf(page({ view: 'mempool' }))).toEqual([])
    const [newest] = page({ view: 'blocks' }).rows
    expect(newest!.cells.slice(2, 4)).toEqual([2, 0])
    const block = page(newest!.opens!.query)
    expect(rowsOf(block).map((row) => row.slice(1, 4))).toEqual([
      ['mint', 'ada', 0],
      ['mint', 'ada', 0],
    ])
    const tx = page(block.rows[0]!.opens!.query)
    expect(value(tx, 'signer')).toBe(`${address} (ada)`)
    expect(value(tx, 'msg')).toBe(mint('t1'))
    expect(value(tx, 'contract')).toMatch(/^terra1.* \(Boxes\)$/)
    const events = rowsOf(page({ view: 'events', height: 3, index: 0 }))
    expect(events).toContainEqual(['', 'token_id', 't1'])
  })

  test('a table that was opened while its transaction waited finds it in its block', () => {
    const hash = String(page({ view: 'block', height: 3 }).rows[0]!.cells[0])
    expect(page({ view: 'tx', waiting: hash }).text).toBe('block 3, transaction 0')
    expect(page({ view: 'tx', waiting: 'nonsense' }).empty).toBe('It is not here any more.')
  })

  test('blocks go on, and begin at a height that is asked for', () => {
    expect(rowsOf(page({ view: 'blocks', match: '2' })).map(([height]) => height)).toEqual([2, 1])
    expect(page({ view: 'blocks', cursor: -5 }).rows).toEqual([])
  })
})

describe('contracts, codes and accounts', () => {
  test('a contract has its code, its history and its state as keys and values', () => {
    const [contract] = page({ view: 'contracts' }).rows
    expect([0, 1, 3, 4].map((column) => contract!.cells[column])).toEqual(['Boxes', 1, 'ada', null])
    expect(value(page(contract!.opens!.query), 'made in block')).toBe('genesis')
    const { address: named } = contract!.opens!.query
    const state = rowsOf(page({ view: 'contract-state', address: named!, match: 't2' }))
    expect(state.map(([key]) => key)).toContain('tokens › t2')
  })

  test('a code shows each rule of its static check', () => {
    const { opens } = page({ view: 'codes' }).rows[0]!
    const report = page(opens!.query)
    expect(report.text).toMatch(/^accepted/)
    expect(rowsOf(report).every(([, kept]) => kept === 'yes')).toBe(true)
    expect(page({ view: 'code', id: 99 }).empty).toBe('There is no code 99.')
  })

  test('accounts have names, sequences and coins', () => {
    const [first] = rowsOf(page({ view: 'accounts', match: 'ada' }))
    expect(first!.slice(0, 3)).toEqual(['ada', '999,994,613 uluna', 2])
  })

  test('the panels are the tables, and an unknown view is nothing', () => {
    const { panels } = inspectChain(chain.node, { view: 'state' }) as unknown as { panels: readonly Panel[] }
    expect(panels[1]).toMatchObject({
      kind: 'choice',
      choices: [{ label: 'Blocks' }, {}, {}, {}, {}, { kind: 'file' }],
    })
    expect(inspectChain(chain.node, { view: 'constructor' })).toBeNull()
  })
})

describe('a file that somebody brings', () => {
  const check = (base64: string) => page({ view: 'check', base64 })

  test('gets the report that an upload gets', async () => {
    const { collection } = await assets.wasmContracts!(() => undefined)
    const report = check(Buffer.from(collection!).toString('base64'))
    expect(report.text).toMatch(/^accepted · .* SHA-256 [0-9a-f]{64} · exports .*instantiate/)
    expect(report.rows).toEqual(page({ view: 'code', id: 1 }).rows)
  })

  test.each([
    ['no module', Buffer.from('hello').toString('base64'), /^refused/],
    ['a module that is cut off', 'AGFzbQEAAAAB', /^refused/],
    ['no base 64', '***', /^refused/],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 1, 2]).toString('base64'), /^refused/],
    ['too much', 'A'.repeat(2_000_000), /^not looked at/],
  ])('%s is refused, and why', (_, base64, text) => {
    const report = check(base64)
    expect(report.text).toMatch(text)
    expect(report.rows.length > 0 || report.empty !== undefined).toBe(true)
  })
})

describe('the prompt', () => {
  test('asks contracts by label, and says what it took', () => {
    const { text, isWrite } = type('query boxes {"owner_of":{"token_id":"t1"}}')
    expect(isWrite).toBe(false)
    expect(text).toContain(`"owner": "${address}"`)
    expect(text).toMatch(/gas used [\d,]+$/)
  })

  test('reads a key, a balance, a block and a transaction', () => {
    expect(type('raw boxes tokens › t1').text).toContain(address)
    expect(type('balance ada').text).toMatch(/^\d+uluna$/)
    expect(type('block 3').text).toContain('mint')
    const hash = String(page({ view: 'block', height: 3 }).rows[1]!.cells[0])
    expect(type(`tx ${hash}`).text).toContain('t2')
  })

  test.each([
    ['dance', /unknown command dance; there are:\ncontracts\n/],
    ['constructor', /unknown command constructor/],
    ['query boxes', /usage: query <contract>/],
    ['query arrows {"x":{}}', /no contract "arrows"; by label there are Boxes/],
    ['query boxes {"x"', /a message is JSON|usage/],
    ['query boxes {"owner_of":{"token_id":"none"}}', /^\(error\) .*query wasm contract failed/],
    ['raw boxes tokens', /has no key "tokens"; keys that begin so: tokens › t1/],
    ['balance terra1zzz', /is no address of this chain \(terra1…\)/],
    ['block one', /usage: block <height>/],
    ['tx 00', /64 hexadecimal digits/],
    ['send ada boxes', /usage: send <wallet>/],
    ['send ada boxes {} 5', /"5" is no amount/],
  ])('says what is wrong with %s', (line, problem) => {
    expect(type(line)).toEqual({ text: expect.stringMatching(problem) as string, isWrite: false })
  })

  test('a line that sends is left to the verb, which sends nothing that a simulation refuses', () => {
    expect(type(`send ada boxes ${mint('t3')}`)).toEqual({ text: 'ada is to sign a message to Boxes', isWrite: true })
    expect(sendLine(chain.node, `send ada boxes ${mint('t1')}`, signers)).toMatch(/^\(error\) not sent: .*already/)
    expect(sendLine(chain.node, `send bob boxes ${mint('t4')}`, signers)).toMatch(/has the key of "bob"; there are ada/)
    expect(sendLine(chain.node, 'query boxes {}', signers)).toMatch(/^\(error\) only a line/)
    expect(chain.node.waiting).toEqual([])
  })
})

describe('keys of cw-storage-plus', () => {
  const key = (...parts: readonly (string | readonly number[])[]) =>
    Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : [...part])))

  test.each([
    ['an item', key('config'), 'config'],
    ['a map by text', key([0, 6], 'tokens', 't1'), 'tokens › t1'],
    ['a map by number', key([0, 8], 'listings', [0, 0, 0, 0, 0, 0, 1, 2]), 'listings › 258'],
    ['a composite key', key([0, 13], 'tokens__owner', [0, 3], 'ada', 't1'), 'tokens__owner › ada › t1'],
    ['bytes', key([255, 0, 7]), '0xff0007'],
    ['a length that is longer than the key', key([0, 200], 'x'), '0x00c878'],
    ['nothing', key(), '0x'],
  ])('%s', (_, bytes, text) => {
    expect(readableKey(bytes)).toBe(text)
  })
})
