/** The chain as the stage shows it: what each fact changes about it. */
import { expect, test } from 'vitest'
import type { BodyBatches } from '~/kernel/body'
import { createEventBuffer, type TraceEvent } from '~/kernel/trace'
import { chainBody } from './chain-body'

type Fact = Partial<TraceEvent>

const sent: Fact = { node: 'web', key: 'sent', data: {} }
const tx = (height: number, code: number): Fact => ({ key: 'tx', data: { height, code, gasUsed: 300_000 } })
const block = (height: number, waiting = 0): Fact => ({ key: 'block', data: { height, waiting } })

function after(facts: readonly Fact[]): BodyBatches {
  const body = chainBody.begin()
  for (const fact of facts) chainBody.step(body, { ...createEventBuffer(), node: 'chain', kind: 'state', ...fact })
  return body[0] as BodyBatches
}

const short = ({ batches }: BodyBatches) =>
  batches.map(({ name, items }) => `${name}:${items.map((tone) => tone[0]).join('')}`)

test('a block closes, and the next one fills with what is sent', () => {
  expect(short(after([]))).toEqual(['1:'])
  expect(short(after([block(1), sent, sent]))).toEqual(['1:', '2:uu'])
  const row = after([block(1), sent, sent, tx(2, 0), tx(2, 5), block(2, 1)])
  expect(short(row)).toEqual(['1:', '2:af', '3:u'])
  expect(row.text).toBe('2 tx, 1 failed · 0.6 M gas')
})

test('a block sets right how many wait, whatever was sent: some was refused', () => {
  expect(short(after([block(1), sent, sent, sent, block(2, 0)]))).toEqual(['1:', '2:', '3:'])
})

test('what waits is lost with the node, and blocks are not', () => {
  expect(short(after([block(1), sent, { kind: 'crash', key: '' }]))).toEqual(['1:', '2:'])
  expect(short(after([block(1), sent, { kind: 'crash', node: 'web', key: '' }]))).toEqual(['1:', '2:u'])
})

test('only the last blocks are shown', () => {
  const row = after(Array.from({ length: 9 }, (_, place) => block(place + 1)))
  expect(short(row)).toEqual(['5:', '6:', '7:', '8:', '9:', '10:'])
})
