/** A contract that somebody has brought: stored, made and asked from the prompt; and what a hostile one comes to. */
import { base64, hex } from '@scure/base'
import { sha256 } from '@noble/hashes/sha2.js'
import { expect, test } from 'vitest'
import type { FilePage, TablePage } from '~/kernel/panel'
import type { PromptAnswer } from '~/kernel/store-kind'
import { inspectChain } from './inspect/inspect-chain'
import { sendLine } from './inspect/send-line'
import { storeCode } from './store-code'
import { TestChain } from './testing/test-chain'
import { ADA } from './testing/wallets'
import { artifactBytes } from './vm/testing/artifact'
import { i32, type AssembledFunction, type AssembledModule } from './vm/testing/assemble'
import { ECHO_EXECUTE, ECHO_QUERY, smallContract } from './vm/testing/small-contract'

const ada = { name: 'ada', address: ADA.address, secret: ADA.secret }

/** `{"ok":{...}}`, as a contract answers that does nothing, at 1024, with its region before it. */
const NOTHING = '{"ok":{"messages":[],"attributes":[],"events":[],"data":null}}'
const region = (at: number, length: number) =>
  [at, length, length].map((each) => String.fromCharCode(each & 255, (each >> 8) & 255, 0, 0)).join('')
const DATA: AssembledModule = {
  data: [
    [1000, region(1024, NOTHING.length)],
    [1024, NOTHING],
  ],
}
const INSTANTIATE: AssembledFunction = { name: 'instantiate', signature: 'iii>i', code: i32(1000) }
/** A thousand divisions for each round of a loop: little gas for much time. */
const DIVIDING = [
  0x03,
  0x40,
  ...Array.from({ length: 1_000 }, () => [0x42, 0x07, 0x20, 3, 0x42, 0x03, 0x84, 0x80, 0x21, 3]).flat(),
  0x0c,
  0,
  0x0b,
  ...i32(0),
]
const FOREVER = [0x03, 0x40, 0x0c, 0, 0x0b, ...i32(0)]

/** A module that passes the check and can be made a contract of, with changes. */
function contractWith(functions: readonly AssembledFunction[], changes: AssembledModule = {}): Uint8Array {
  return smallContract([INSTANTIATE, ...functions], { ...DATA, ...changes })
}

function stored(code: Uint8Array): TestChain {
  const chain = new TestChain()
  expect(storeCode(chain.node, ada, code)).toMatch(
    /^tx [0-9A-F]{64}\nada, sequence 0, .*\nthen: codes names its number/,
  )
  expect(chain.block()).toMatchObject([{ code: 0 }])
  return chain
}

const line = (chain: TestChain, text: string) =>
  (inspectChain(chain.node, { view: 'line', line: text }, undefined, 'ada') as PromptAnswer).text

test('what was brought is stored, made a contract of, called and asked', () => {
  const code = artifactBytes('collection')
  const chain = stored(code)
  expect(line(chain, 'codes').split('\n')[1]).toMatch(new RegExp(`^code 2 .*${hex.encode(sha256(code))}$`))
  const make = `instantiate ${ADA.address} 2 mine {"name":"Mine","symbol":"M","minter":"${ADA.address}"}`
  expect(inspectChain(chain.node, { view: 'line', line: make })).toMatchObject({ isWrite: true })
  expect(sendLine(chain.node, make, [ada])).toMatch(/^tx .*\nada, sequence 1/)
  expect(chain.block()).toMatchObject([{ code: 0 }])
  const mint = `{"mint":{"token_id":"1","owner":"${ADA.address}","token_uri":null,"extension":null}}`
  expect(sendLine(chain.node, `send ada mine ${mint}`, [ada])).toMatch(/^tx /)
  expect(chain.block()).toMatchObject([{ code: 0 }])
  expect(line(chain, 'query mine {"num_tokens":{}}')).toContain('"count": 1')
})

test('what passes the check comes with the act that stores it, by the checksum of the file', () => {
  const { node } = new TestChain()
  const look = (code: Uint8Array, uploader?: string) =>
    inspectChain(node, { view: 'check', base64: base64.encode(code) }, undefined, uploader) as FilePage
  const code = contractWith([ECHO_QUERY])
  const act = { label: 'Store it on the chain, as ada', verb: 'store-code', value: hex.encode(sha256(code)) }
  expect(look(code, 'ada')).toMatchObject({ text: expect.stringMatching(/^accepted/), act })
  expect(look(code)).not.toHaveProperty('act')
  const refused = look(smallContract([], { imports: [{ module: 'env', name: 'steal', signature: 'i>i' }] }), 'ada')
  expect(refused).not.toHaveProperty('act')
  expect((refused as TablePage).rows.map(({ cells }) => cells.slice(1, 3))).toContainEqual(['NO', 'env.steal'])
})

test.each<[string, Uint8Array, RegExp]>([
  ['is no module', new Uint8Array(100), /format: not a WebAssembly module/],
  [
    'imports what there is not',
    smallContract([], { imports: [{ module: 'env', name: 'steal', signature: 'i>i' }] }),
    /known imports: env\.steal/,
  ],
  ['has floats', smallContract([{ signature: '>f', code: [0x43, 0, 0, 0, 0] }]), /instructions:/],
  ['has a memory with a maximum', smallContract([], { memories: [[1, 2]] }), /memory:/],
  ['has too much memory at first', smallContract([], { memories: [[513]] }), /memory:/],
  ['is too large', new Uint8Array(800 * 1024 + 1).fill(1), /bytes|size|too large/i],
])('what %s is refused before anything is sent', (_, code, why) => {
  const chain = new TestChain()
  expect(storeCode(chain.node, ada, code)).toMatch(why)
  expect(storeCode(chain.node, ada, code)).toMatch(/^\(error\)/)
  expect(chain.node.waiting).toEqual([])
})

test.each<[string, Uint8Array, RegExp]>([
  ['never ends when it is made', smallContract([{ ...INSTANTIATE, code: FOREVER }]), /out of gas/],
  ['only divides', smallContract([{ ...INSTANTIATE, locals64: 1, code: DIVIDING }]), /out of gas/],
  [
    'has a start function',
    contractWith([{ signature: '>', code: FOREVER.slice(0, -2) }], { raw: [[8, [4]]] }),
    /cannot be started/,
  ],
  ['answers with a region that is none', smallContract([{ ...INSTANTIATE, code: i32(-1) }]), /leads out of the memory/],
  ['answers with no JSON', smallContract([{ ...INSTANTIATE, code: [0x20, 2] }]), /error/],
  ['has no instantiate', smallContract([ECHO_EXECUTE]), /does not export it/],
  [
    'calls itself without end',
    smallContract([{ ...INSTANTIATE, code: [0x20, 0, 0x20, 1, 0x20, 2, 0x10, 3] }]),
    /out of gas|nested too deeply/,
  ],
])('what %s ends with a clear answer', (_, code, why) => {
  const chain = stored(code)
  expect(sendLine(chain.node, 'instantiate ada 2 mine {}', [ada])).toMatch(why)
})

test.each([
  ['a loop', '{"run":{"loop":{}}}', /out of gas/],
  ['a bomb of memory', '{"run":{"memory":{"bytes":200000000}}}', /not sent/],
  ['a deep stack', '{"run":{"stack":{"depth":100000000}}}', /out of gas|nested too deeply|trapped/],
  ['a panic', '{"run":{"panic":{"text":"boom"}}}', /boom/],
])('the villain’s %s is not sent, its query is answered, and the chain goes on', (_, message, why) => {
  const chain = new TestChain()
  expect(sendLine(chain.node, `send ada villain ${message}`, [ada])).toMatch(why)
  expect(line(chain, `query villain ${message}`)).toMatch(/^\(error\)/)
  expect(sendLine(chain.node, 'send ada villain {"debug":{"text":"still here"}}', [ada])).toMatch(/^tx /)
  expect(chain.block()).toMatchObject([{ code: 0 }])
})
