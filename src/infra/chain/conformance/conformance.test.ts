import { expect, test } from 'vitest'
import { describeChain } from './conformance'
import { differences } from './differences'
import { memorySession } from './memory-session'

describeChain('our chain', memorySession)

const RECORDED = {
  code: 5,
  data: null,
  log: '',
  events: [{ type: 'wasm', keys: ['a'] }],
  height: '7',
  hash: 'A'.repeat(64),
}

test.each<[string, object, string]>([
  ['a key that is missing', { code: 5 }, ': the keys code, not code,data,log,events,height,hash'],
  [
    'keys in another order',
    reversed(RECORDED),
    ': the keys hash,height,events,log,data,code, not code,data,log,events,height,hash',
  ],
  ['a number as a text', { ...RECORDED, code: '5' }, '.code: digits ("5"), not number (5)'],
  ['an empty text for null', { ...RECORDED, data: '' }, '.data: nothing (""), not null (null)'],
  ['a text where there was none', { ...RECORDED, log: 'out of gas' }, '.log: text ("out of gas"), not nothing ("")'],
  ['another code', { ...RECORDED, code: 4 }, '.code: 4, not 5'],
  ['one event more', { ...RECORDED, events: [...RECORDED.events, {}] }, '.events: 2 items, not 1'],
  ['another attribute', { ...RECORDED, events: [{ type: 'wasm', keys: ['b'] }] }, '.events.0.keys.0: "b", not "a"'],
  ['another type of what may vary', { ...RECORDED, height: 'x' }, '.height: text ("x"), not digits ("7")'],
])('%s is a difference', (_, ours, difference) => {
  expect(differences(ours, RECORDED, [{ path: 'height', why: 'it varies' }])).toEqual([difference])
})

test('what may vary may have another value of the same kind', () => {
  const varying = [
    { path: 'height', why: '' },
    { path: 'hash', why: '' },
  ]
  expect(differences({ ...RECORDED, height: '12', hash: 'B'.repeat(64) }, RECORDED, varying)).toEqual([])
})

function reversed(value: object): object {
  return Object.fromEntries(Object.entries(value).toReversed())
}
