/** Where two requests part: by what one did and the other did not, by how it came out, or by what a box said. */
import { expect, test } from 'vitest'
import { runTiny } from '~/kernel/testing/tiny-simulation'
import type { PlainEvent } from '~/kernel/trace'
import { partingOf } from './parting'

async function requests(actions: readonly string[]): Promise<(id: number) => PlainEvent[]> {
  const { events } = await runTiny({ arrivals: [10, 30], durationMs: 500, settleMs: 500, actions })
  return (id) => events.filter((event) => event.id === id)
}

const named = (box: string) => box.toUpperCase()

test('two that did the same do not part', async () => {
  const of = await requests([])
  expect(partingOf(of(1), of(2), named)).toBeNull()
})

test('one whose innermost call had no answer parts there', async () => {
  const of = await requests(['freeze:store@20'])
  expect(partingOf(of(1), of(2), named)).toEqual({
    ordinary: 'STORE answered',
    guilty: 'STORE did not answer (timeout)',
  })
})

test('one that never got so far parts where the other went on', async () => {
  const of = await requests([])
  const cut = of(2).filter(({ arrow }) => arrow !== 'server~store')
  expect(partingOf(of(1), cut, named)).toEqual({
    ordinary: 'SERVER calls STORE',
    guilty: 'CLIENT states “done”',
  })
})

test('one of which something else was said parts by the word', async () => {
  const of = await requests([])
  const said = (source: string) =>
    of(2).map((event) => (event.kind === 'state' ? { ...event, data: { source } } : event))
  expect(partingOf(said('store'), said('guess'), named)).toEqual({
    ordinary: 'CLIENT states “done”, source store',
    guilty: 'CLIENT states “done”, source guess',
  })
})
