/** What retention deletes before a reader had it is gone for that reader alone, is told, and is counted as what it is. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { vocabularyOf } from '~/kernel/simulation'
import type { PositionFact } from './components/group-reader'
import type { HandledFact } from './facts'
import platform from './index'
import { placeOf } from './invariants/facts-of'
import { calmRun } from './testing/calm-run'

test('a reader that retention has overtaken is told, begins at the first record there is, and nobody else notices', async () => {
  const overtaking = ['crash:warehouse@4000-9000', 'retention-cut:kafka=50@8500']
  const actions = overtaking.map((text) => parseAction(text, vocabularyOf(platform)))
  const run = calmRun('steady')
  const moved: PositionFact[] = []
  const loaded = new Set<string>()
  const observer = {
    step({ kind, key, data }: { readonly kind: string; readonly key: string; readonly data: unknown }) {
      if (kind !== 'state') return
      if (key === 'position') moved.push(data as PositionFact)
      if (key === 'handled' && (data as HandledFact).group === 'warehouse') loaded.add(placeOf(data as HandledFact))
    },
  }
  const { invariants } = await runToEnd(
    platform,
    { ...run, actions: [...run.actions, ...actions] },
    { observers: [observer] },
  )
  // From -1 is where nothing was committed.
  const overtaken = moved.filter(({ from }) => from >= 0)
  expect(new Set(overtaken.map(({ group, change, to }) => `${group} ${change} ${to}`))).toEqual(
    new Set(['warehouse reset 50']),
  )
  let missed = 0
  for (const { topic, partition, from, to } of overtaken) {
    for (let offset = from; offset < to; offset++) if (!loaded.has(placeOf({ topic, partition, offset }))) missed += 1
  }
  expect(missed).toBeGreaterThan(10)
  expect(invariants.filter(({ held }) => !held)).toEqual([])
  expect(invariants.find(({ id }) => id === 'nothing-lost')!.figures).toMatchObject({ deletedUnread: missed })
})
