import { expect, test } from 'vitest'
import { LongestFirst } from './longest-first'

test('what plays whole runs comes first, and everything else in its order', () => {
  const files = ['src/a.test.ts', 'src/host/hashes.test.ts', 'scripts/b.test.ts', 'simulations/events/kill.test.ts']
  const sorted = new LongestFirst().sort(files.map((moduleId) => ({ moduleId: `/project/${moduleId}` })) as never)
  expect(sorted.map(({ moduleId }) => moduleId.slice('/project/'.length))).toEqual([
    'src/host/hashes.test.ts',
    'simulations/events/kill.test.ts',
    'src/a.test.ts',
    'scripts/b.test.ts',
  ])
})
